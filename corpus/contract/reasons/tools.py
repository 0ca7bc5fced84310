"""Rules on records of other tools."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "unmapped_field": Rule(
        "C401",
        "no {field} among its fields {known}; expected {expected}; {fix}",
        what="has no field that can be its text, or its address; the message says how to name it",
        why="Which field holds the text is not guessed.",
        example='{"body_plain": "The ferry left.", "link": "https://echo.example/1"}',
        fix="Name the field: --map body_plain=text.",
    ),
    "kept_in_extra": Rule(
        "C402",
        '{field} is {found}; expected {expected}; it is kept in "extra"; {fix}',
        what="has a value that its field does not take, such as 02/11/2026; it is kept in `extra`",
        why="A date with two meanings would be wrong half of the time.",
        example='{"maintext": "The ferry left.", "url": "https://echo.example/1", '
        '"date_publish": "02/11/2026"}',
        fix='Say how dates are meant: dates = "day-first" in [import] of the configuration.',
        severity="warning",
    ),
    "plain_text": Rule(
        "C403",
        "does not say whose it is; expected an article with --outlet ID, or with its url "
        "in front matter; nothing to fix if it is no article",
        what="is a text that does not say whose it is; nothing to fix",
        why="A .txt or .md file beside articles is mostly a note on them.",
        example="raw/notes.txt",
        fix="If it is an article, write its url in front matter, or give --outlet ID.",
        severity="left_out",
    ),
}
