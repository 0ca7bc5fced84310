"""Rules on how a record is written: what it says is right."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "empty_field": Rule(
        "C741",
        "{field} is {found}, which counts as absent; expected a value; remove the field, "
        "or fill it",
        what="has an optional field that is `null` or an empty text; it counts as absent",
        why="Many programs write so that there is none; a file is easier to read without it.",
        example='{"text": "The ferry left.", "outlet": "echo", "title": null}',
        fix="Remove the field, or fill it.",
        severity="note",
        fixable="Removes the field.",
    ),
    "url_case": Rule(
        "C742",
        "{field} has capitals in its host ({found}); expected lower case, which is the same "
        "address; write it so where the record has an id",
        what="has capitals in the host of its address",
        why="Browsers take it for the same address, and who searches for it does not. The id of a "
        "record without one comes from its address as it is written, and would be "
        "another.",
        example='{"id": "e1", "text": "The ferry left.", "url": "https://Www.Echo.example/1"}',
        fix="Write the host in lower case, where the record has an id.",
        severity="note",
        fixable="Writes the host in lower case, where the record has an id.",
    ),
    "trailing_blanks": Rule(
        "C743",
        "the text has {found} at the end of its line {place}; expected a newline behind the last "
        "word; remove it, where the record has an id that stays",
        what="has a text with blanks at the ends of lines, or with carriage returns, that nobody "
        "labelled",
        why="Nobody sees them, and blanks are part of the text by which labels find it later. The "
        "id of a record without one comes from its text with its blanks, and would be another.",
        example='{"id": "e1", "text": "The ferry left. \\nIt came back.", "outlet": "echo"}',
        fix="Remove them, where the record has an id.",
        severity="note",
        fixable="Removes blanks where the record has an id, and carriage returns anywhere.",
    ),
}
