"""An article with all that remarks on it look at."""

from __future__ import annotations

from typing import NamedTuple

from corpus.contract.article import Article, Record
from corpus.contract.problems import Problem, problem
from corpus.contributions.policy import Policy
from corpus.outlet.tables import Tables


class Seen(NamedTuple):
    """An article, and what stands around it."""

    article: Article
    record: Record  # as it was read
    labels: str  # the file that labels of the article stand in, or would stand in
    is_labelled: bool  # somebody labelled all of its text
    tables: Tables  # of outlets
    policy: Policy

    def remark(self, reason: str, *steps: str, **holes: object) -> Problem:
        """A problem of the record, at a field if `steps` lead to one."""
        return problem(reason, self.article.file, self.article.line, steps or None, **holes)
