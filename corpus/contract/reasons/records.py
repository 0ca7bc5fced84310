"""Rules on the fields of records."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "unknown_field": Rule(
        "C101",
        "unknown field {field}; expected one of {known}; {fix}",
        what="has a field that the schema does not know",
        why="A misspelt field would be dropped without a word.",
        example='{"text": "The ferry left.", "outlet": "echo", "titel": "Ferry"}',
        fix='Write the name that the message proposes, here "title", or move the value into '
        '"extra".',
        fixable="Writes the one known name that is a slip away, where the record lacks it and the "
        "value is of its type.",
    ),
    "missing_field": Rule(
        "C102",
        "no {field}; expected {expected}; add it",
        what="lacks a required field",
        why="Without a text there is no article, and without an address or an outlet no source.",
        example='{"text": "The ferry left."}',
        fix='Add the field, here "url" or "outlet".',
    ),
    "wrong_type": Rule(
        "C103",
        "{field} is {found}; expected {expected}; change its type",
        what="has a field of another type, such as a number for a text",
        why="Columns of a release have one type each.",
        example='{"text": "The ferry left.", "outlet": "echo", "authors": "Ana Ruiz"}',
        fix='Write the type that is expected, here ["Ana Ruiz"].',
        fixable="Removes an optional field of labels that is null.",
    ),
    "bad_value": Rule(
        "C104",
        "{field} is {found}; expected {expected}; correct it",
        what="has a value that the schema does not allow, such as a date without its zone",
        why="A value with two meanings would be read as the wrong one by somebody.",
        example='{"text": "The ferry left.", "outlet": "echo", "published": "02/11/2026"}',
        fix="Write the value as expected, here 2026-11-02.",
        fixable="Writes a date that a calendar reads in one way (2 November 2026, not 02/11/2026), "
        "a label that is a slip away from one, a host without scheme and capitals, and the scheme "
        "of an address in lower case.",
    ),
    "unexplained": Rule(
        "C105",
        "is refused by {schema}, and the builder cannot say why; expected what the "
        "schema describes; compare the record with it, and report this as a fault of the builder",
        what="is refused by the schema, and the builder cannot say why: a fault of the builder, "
        "please report it",
        why="Two libraries read the schema, and only one of them objects.",
        example="none is known",
        fix="Compare the record with the schema, and report it.",
    ),
    "secret_in_url": Rule(
        "C106",
        "{field} has a user name or a password before its host; expected an address "
        "that everyone may read; remove what stands before the @",
        what="has a user name or password in its address",
        why="A release would publish it.",
        example='{"text": "The ferry left.", "url": "https://ana:secret@echo.example/1"}',
        fix="Remove what stands before the @, and change the password.",
    ),
    "duplicate_key": Rule(
        "C107",
        "{field} stands {times} times in one object; expected it once; delete all "
        "but the right one",
        what="names a field twice in one object",
        why="Parsers keep one of the two, and not all the same.",
        example='{"text": "One.", "outlet": "echo", "text": "Two."}',
        fix="Delete all but the right one.",
    ),
    "too_large": Rule(
        "C108",
        "more than {limit} {unit} (limits.{name}); expected an article; "
        "cut it, or raise the limit in the configuration",
        what="is longer than a [limit](configuration.md)",
        why="It is rarely an article, and takes the memory of many.",
        example="a text of 2,000,000 lines",
        fix="Cut it, or raise the limit in the configuration.",
    ),
    "more_problems": Rule(
        "C109",
        "has more than {limit} problems (limits.record_problems); expected few; mend "
        "those above first",
        what="has more problems than are told",
        why="The first ones mostly explain the others.",
        example='{"a": 1, "b": 2, "c": 3} and a thousand fields more',
        fix="Correct those that are told, and check again.",
    ),
    "far_date": Rule(
        "C110",
        "{field} is {found}, which is {why}; expected the day it names; correct it if it "
        "is a mistake",
        what="has a date in the future, or before 1605, when newspapers began",
        why="It is mostly a slip, and splits by time go wrong by it.",
        example='{"text": "The ferry left.", "outlet": "echo", "published": "2206-11-02"}',
        fix="Correct the date, if it is a mistake.",
        severity="warning",
    ),
    "blank_field": Rule(
        "C111",
        "{field} holds only {found}, which nobody sees, and counts as absent; expected "
        "a text; remove the field",
        what="has an optional field of white space or invisible characters alone; it counts as "
        "absent",
        why="It looks as if something was there.",
        example='{"text": "The ferry left.", "outlet": "echo", "title": " "}',
        fix="Remove the field, or fill it.",
        severity="warning",
        fixable="Removes the field.",
    ),
    "rounded_number": Rule(
        "C112",
        "{field} is read as {found}, as it is beyond 64 bits; expected a number that "
        "is kept exactly; write it as a text",
        what="has a whole number in `extra` that 64 bits do not hold; it is rounded",
        why="Its last digits are lost.",
        example='{"text": "The ferry left.", "outlet": "echo", '
        '"extra": {"n": 123456789012345678901}}',
        fix='Write it as a text: "123456789012345678901".',
        severity="warning",
    ),
}

RIGHTS = {
    "license_not_allowed": Rule(
        "C113",
        "{found}; expected one of {allowed} (--license-allow); "
        "nothing to fix where that is so: the article is left out",
        what="is not under a licence of `--license-allow`; nothing to fix",
        why="The build was asked for some licences alone.",
        example="corpus build --license-allow CC0-1.0, and an article under CC-BY-4.0",
        fix="Nothing, if its licence is right.",
        severity="left_out",
    ),
    "rights_reserved": Rule(
        "C114",
        "its page reserves the rights of text and data mining ({found}); expected "
        "none (--keep-reserved); nothing to fix where that is so: the article is left out",
        what="is on a page that reserves the rights of text and data mining (`--keep-reserved` "
        "keeps it); nothing to fix",
        why="The law of the European Union lets publishers reserve them.",
        example='<meta name="tdm-reservation" content="1">',
        fix="Nothing, or --keep-reserved where you may.",
        severity="left_out",
    ),
}
