"""Rules on what people write beside articles: labels, outlet tables, the configuration."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "bad_labels": Rule(
        "C601",
        "{span}: {found}; expected {expected}; correct it",
        what="is a labels file, or a span of one, that is wrong",
        why="A span in the wrong place teaches a model the wrong words.",
        example='{"start": 3, "end": 9, "label": "byline", "text": "By Ana"}, and the text has '
        'no "By Ana"',
        fix="Correct the offsets and the text of the span.",
    ),
    "moved_span": Rule(
        "C602",
        "the span {span} is not at its offsets, which seem to be in {unit}; expected "
        "code points of the canonical text; correct the offsets (it is placed at {start}-{end}, "
        "the only place with its words)",
        what="is a span whose offsets do not quote its words; it is placed where the words stand "
        "once",
        why="Many programs count bytes or UTF-16 units; offsets here count code points.",
        example='{"start": 1, "end": 6, "label": "other", "text": "ferry"} of "The ferry left."',
        fix="Write the offsets that the message names, here 4 and 9.",
        severity="warning",
    ),
    "overlapping_labels": Rule(
        "C603",
        "{span} contradicts {other}; expected annotations that agree; correct "
        "one of the two ({stands} stands until then, and the text does not count as labelled)",
        what="is a span that contradicts another one, or a complete annotation, of the same text",
        why="One character has one label.",
        example="0-10 is a byline for Ana, and 5-12 a dateline for Ben",
        fix="Let the annotators agree, and correct one of the two.",
    ),
    "bad_outlets": Rule(
        "C604",
        "{found}; expected {expected}; correct the outlet table",
        what="is an outlet table that is wrong",
        why="By the table an address is known to be an outlet's.",
        example='hosts = ["echo.example"] in two outlets',
        fix="Correct the table: a host and an id stand once.",
    ),
    "bad_config": Rule(
        "C605",
        "{found}; expected {expected}; {fix}",
        what="is a [configuration file](configuration.md) that is wrong",
        why="A setting that is misspelt would not be used, and nobody would know.",
        example="[limit]\nrecord_bytes = 1000000",
        fix="Write the name that is expected, here [limits].",
    ),
    "misnamed_labels": Rule(
        "C606",
        "labels that are not read under this name; expected one object, or a list "
        "of them, without compression in {right_name}; write them there",
        what="is a labels file that is not named `.labels.json`, such as `.labels.jsonl`",
        why="It would be passed over.",
        example="raw/echo/a.labels.jsonl",
        fix="Write the labels into the file that the message names.",
    ),
    "orphaned_labels": Rule(
        "C607",
        "labels for a text with sha256 {sha256}, which is not in {beside}; "
        "expected the text that was labelled; label the present text again or delete the "
        "annotation",
        what="are labels of a text that is not there",
        why="The text changed after it was labelled, or its file was renamed or removed.",
        example="raw/echo/a.labels.json without raw/echo/a.json",
        fix="Bring the text back, label the present one again, or delete the annotation.",
    ),
    "orphaned_span": Rule(
        "C608",
        "the span {span} is not found {times} in the changed text; "
        "expected its words once; label it again in the present text",
        what="is a span whose words are not found exactly once in the changed text",
        why="Where its words stand twice, its place is not guessed.",
        example='{"text": "Read more"} of a text that says "Read more" twice by now',
        fix="Label it again in the present text.",
    ),
    "lost_answer": Rule(
        "C609",
        "an answer for the article {id}, which is not in {release}; expected an article of it; "
        "name the release that the tasks were made of: --release",
        what="is an answer of a tool for people for an article that the release does not have",
        why="Labels stand beside their article: without it they have no place.",
        example="corpus annotate import answers.json, after the article was withdrawn",
        fix="Name the release that the tasks were made of.",
    ),
}
