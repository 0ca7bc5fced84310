"""Votes of the line model on the text of whole pages, menus and all.

They have a source of their own because more of such a text is boilerplate: a label is worth giving
where it is less sure (`Voter.needed`).
"""

from __future__ import annotations

from corpus.contract.article import Vote
from corpus.labelling.voters import model_line
from corpus.labelling.voters.voter import Batch

SOURCE = "model:page_text.v1"


def vote(batch: Batch) -> list[list[Vote]]:
    """The votes of the line model on whole pages: see `model_line.cast`."""
    return [
        [vote._replace(source=SOURCE) for vote in votes]
        for votes in batch.once(model_line.cast).votes_on(pages=True)
    ]
