"""Write the page of the rules, docs/rules.md, from the list of rules.

python -m scripts.rules_page
"""

from __future__ import annotations

from corpus.documents.rules import page
from scripts import DOCS

PAGE = DOCS / "rules.md"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
