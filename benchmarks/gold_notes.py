"""What `gold_notes.toml` says of the gold: where it is wrong by docs/labels.md."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from corpus.labelling.line_model import features
from corpus.labelling.lines import lines

FILE = Path(__file__).parent / "gold_notes.toml"
CODE_SIGNS = 0.005  # of a line's characters (`features`, column `code`) from which it may be code
CODE_LINES = 0.2  # of the lines around, itself among them, from which a line stands in code
AROUND = 3  # lines on either side


@cache
def wrong(kind: str) -> frozenset[tuple[str, str]]:
    """The pages with wrong lines of a kind, `story` or `code`, each with the label they concern."""
    notes = tomllib.loads(FILE.read_text("utf-8"))["note"]
    return frozenset(
        (page, note["label"]) for note in notes if note["kind"] == kind for page in note["pages"]
    )


def corrected(page: dict[str, Any]) -> dict[str, Any]:
    """A page with the source code as main text that its gold calls boilerplate.

    The words of the lines of the whole page that change count as words of the article.
    """
    if (page["id"], "code") not in wrong("code"):
        return page
    variants = {name: _without_code(variant) for name, variant in page["variants"].items()}
    text = page["variants"]["full"]["text"]
    pairs = zip(page["variants"]["full"]["lines"], variants["full"]["lines"], strict=True)
    code = [text[old[0] : old[1]] for old, new in pairs if old[2] != new[2]]
    return {**page, "variants": variants, "gold_main": "\n".join([page["gold_main"], *code])}


def _without_code(variant: dict[str, Any]) -> dict[str, Any]:
    its = lines(variant["text"])
    table = features.table([its], features.read(its), [[]])
    has_signs = table[features.COLUMNS.index("code")] > CODE_SIGNS
    in_code = {
        line.start
        for place, line in enumerate(its)
        if has_signs[max(0, place - AROUND) : place + AROUND + 1].mean() >= CODE_LINES
    }
    changed = [
        [start, end, "m" if label == "b" and start in in_code else label, *rest]
        for start, end, label, *rest in variant["lines"]
    ]
    return {**variant, "lines": changed}
