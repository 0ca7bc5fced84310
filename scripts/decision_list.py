"""Write the list of decision records, docs/decisions/index.md, from the records.

python -m scripts.decision_list
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from scripts import DOCS

FOLDER = DOCS / "decisions"
PAGE = FOLDER / "index.md"
_RECORD = re.compile(
    r"# (?P<title>[^\n]+)\n\n- Date: (?P<date>\d{4}-\d\d-\d\d)\n"
    r"- Status: (?P<status>accepted|not yet|superseded by \d{4})\n"
)
_HEAD = """\
<!-- Written by scripts/decision_list.py from the records. Do not edit. -->
# Decisions

Why the builder is as it is. One record for each decision that is hard to undo: what was decided,
why, and what it costs. A record is not rewritten when a decision changes: a new one supersedes it.
[The template](0000-template.md) says what a record holds.

| | decision | date | status |
|---|---|---|---|
"""


class Decision(NamedTuple):
    """The head of a record."""

    file: str
    number: str
    title: str
    date: str  # YYYY-MM-DD, of the first commit of the record
    status: str


def decisions() -> list[Decision]:
    """The records by number, without the template.

    Raises:
        ValueError: a record does not begin as the template does.
    """
    files = sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]-*.md"))
    return [_decision(file) for file in files if not file.name.startswith("0000")]


def listing() -> str:
    """The page in Markdown."""
    rows = [f"| {d.number} | [{d.title}]({d.file}) | {d.date} | {d.status} |" for d in decisions()]
    return _HEAD + "\n".join(rows) + "\n"


def _decision(file: Path) -> Decision:
    head = _RECORD.match(file.read_text("utf-8"))
    if head is None:
        raise ValueError(
            f"{file.name}: expected '# TITLE', an empty line, '- Date: YYYY-MM-DD' and '- Status: "
            "accepted', 'not yet' or 'superseded by NNNN'; see 0000-template.md"
        )
    return Decision(file.name, file.name[:4], head["title"], head["date"], head["status"])


def main() -> None:
    """Write the page."""
    PAGE.write_text(listing(), "utf-8")


if __name__ == "__main__":
    main()
