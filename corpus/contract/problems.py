"""Why an input was rejected: a closed list of reasons, each one sentence with named holes.

Every sentence says what was found, what was expected and what to do, in this order.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from corpus.contract.place import shown_place

REASONS = {
    # the file
    "unreadable_file": "cannot be read ({error}); expected a readable file; "
    "check the path, the link's target and the rights",
    "bad_file_name": "the name is not UTF-8; expected a name that every system can read; "
    "rename the file",
    "ignored_file": "is no input by its name; expected articles (.json, .jsonl, .csv, .parquet, "
    ".txt ...), .labels.json or outlets/*.toml; nothing to fix if it holds no articles",
    "hidden_file": "its name begins with a dot; expected no input there; nothing to fix, unless it "
    "holds articles",
    "linked_folder": "links to a folder that is read anyway, or in a circle; expected each folder "
    "once; nothing to fix",
    "truncated_file": "{kind} data ends or breaks after {unit} {last}; expected a whole archive; "
    "make or download the file again (what stands before is kept)",
    "damaged_file": "{kind} data that cannot be read from here on ({error}); expected a whole "
    "file; make or download it again (what stands before is kept)",
    "no_articles": "is {found}; expected <doc> or <TEI>, as trafilatura writes them; convert the "
    "file, or move it away",
    "bad_row": "{found}; expected as many fields as the first row names, with quotation marks "
    "around those that hold delimiters; correct the row",
    "misnamed_file": "is {found} by its first bytes; expected what its name says; rename it {fix}",
    "not_utf8": "{found}{place}; expected UTF-8; convert the file's encoding",
    "several_values": "a second JSON value begins at column {column}; expected one object {where}; "
    "put each on a line of its own in a .jsonl file",
    "indented_json": "{counted} written over several lines; expected each JSON object on one line; "
    "write them so (jq -c), or each into a .json file",
    "not_json": "not JSON: {error} at column {column}; expected one JSON object {where}; "
    "fix the syntax there",
    "not_an_object": "found {found}; expected one JSON object {where}; {fix}",
    # the page, and what stands beside pages in an archive
    "not_a_page": "is {found}; expected an HTML page; remove it, or get the page again",
    "no_address": "the page does not say where it is from; expected a canonical link or og:url in "
    'it; say whose it is with --outlet ID, or give the record a "url" or an "outlet"',
    "wrong_charset": "declares the charset {found}; expected one that explains its bytes; check "
    "its words, which are read as {charset}",
    "http_status": "holds answers with other HTTP statuses ({listed}); expected 200; nothing to "
    "fix: an answer without a page holds no article",
    "no_pages": "holds records that are no pages ({listed}); expected HTML; nothing to fix",
    # the record
    "unknown_field": "unknown field {field}; expected one of {known}; {fix}",
    "missing_field": "no {field}; expected {expected}; add it",
    "wrong_type": "{field} is {found}; expected {expected}; change its type",
    "bad_value": "{field} is {found}; expected {expected}; correct it",
    "unexplained": "is refused by {schema}, and the builder cannot say why; expected what the "
    "schema describes; compare the record with it, and report this as a fault of the builder",
    "secret_in_url": "{field} has a user name or a password before its host; expected an address "
    "that everyone may read; remove what stands before the @",
    "duplicate_key": "{field} stands {times} times in one object; expected it once; delete all "
    "but the right one",
    "too_large": "more than {limit} {unit} (limits.{name}); expected an article; "
    "cut it, or raise the limit in the configuration",
    "more_problems": "has more than {limit} problems (limits.record_problems); expected few; mend "
    "those above first",
    "far_date": "{field} is {found}, which is {why}; expected the day it names; correct it if it "
    "is a mistake",
    "blank_field": "{field} holds only {found}, which nobody sees, and counts as absent; expected "
    "a text; remove the field",
    "rounded_number": "{field} is read as {found}, as it is beyond 64 bits; expected a number that "
    "is kept exactly; write it as a text",
    "markup": "the text holds markup, such as {found} in its line {place}; expected the words that "
    "a reader sees; take them from the page with an extractor",
    "mojibake": "the text was decoded wrongly, such as {found} in its line {place}; expected the "
    "characters that were written; decode the page with the encoding that it has",
    "error_page": "reads like a page that says that there is none ({found}); expected an article; "
    "remove the record, or get the article again",
    "bot_wall": "reads like a check that the reader is no robot ({found}); expected an article; "
    "get the article again, as a reader gets it",
    "cookie_wall": "reads like a notice on cookies alone ({found}); expected an article; get the "
    "article again, past the notice",
    "index_page": "reads like a list of headlines ({found}); expected an article; remove the "
    "record, and get the articles that it links to",
    "no_text": "the page shows no text; expected an article in its HTML; get the page again, after "
    "its scripts ran, or remove the record",
    "extractor_failed": "{extractor} failed on the page ({error}); expected which lines it takes "
    "for the article; look at its labels, which were made without it",
    "license_not_allowed": "{found}; expected one of {allowed} (--license-allow); "
    "nothing to fix where that is so: the article is left out",
    "rights_reserved": "its page reserves the rights of text and data mining ({found}); expected "
    "none (--keep-reserved); nothing to fix where that is so: the article is left out",
    # the record of another tool
    "unmapped_field": "no {field} among its fields {known}; expected {expected}; {fix}",
    "kept_in_extra": '{field} is {found}; expected {expected}; it is kept in "extra"; {fix}',
    "plain_text": "does not say whose it is; expected an article with --outlet ID, or with its url "
    "in front matter; nothing to fix if it is no article",
    # the corpus
    "duplicate_record": "the same article stands at {other} too; expected it once; "
    "delete one of the two",
    "duplicate_id": "its id also names another article, at {other}, which is kept; "
    "expected an id once; give one of the two another id",
    "withheld_bridge": "joins groups that stand in the splits {splits} of an earlier release; "
    "expected one split; nothing to fix: it is left out so that nothing published moves",
    "withheld_outlet": "stood in {splits}, and its outlet stands elsewhere; expected one split; "
    "nothing to fix: it is left out so that no outlet stands in two splits",
    "withheld_story": "tells a story that other outlets tell in {splits}; expected one split; "
    "nothing to fix: it is left out so that the story does not leak",
    # labels by people
    "bad_labels": "{span}: {found}; expected {expected}; correct it",
    "moved_span": "the span {span} is not at its offsets, which seem to be in {unit}; expected "
    "code points of the canonical text; correct the offsets (it is placed at {start}-{end}, the "
    "only place with its words)",
    "overlapping_labels": "{span} contradicts {other}; expected annotations that agree; correct "
    "one of the two ({stands} stands until then, and the text does not count as labelled)",
    "bad_outlets": "{found}; expected {expected}; correct the outlet table",
    "bad_config": "{found}; expected {expected}; {fix}",
    "misnamed_labels": "labels that are not read under this name; expected one object, or a list "
    "of them, without compression in {right_name}; write them there",
    "orphaned_labels": "labels for a text with sha256 {sha256}, which is not in {beside}; "
    "expected the text that was labelled; label the present text again or delete the annotation",
    "orphaned_span": "the span {span} is not found {times} in the changed text; "
    "expected its words once; label it again in the present text",
}

# Nothing is wrong with these inputs: they were not asked for, or would break a promise.
IGNORED = {
    "ignored_file": "no input by their names",
    "hidden_file": "hidden",
    "linked_folder": "links to folders that are read anyway",
    "plain_text": "texts without an address, and no --outlet is given",
}
LEFT_OUT = (
    *IGNORED,
    "http_status",
    "no_pages",
    "license_not_allowed",
    "rights_reserved",
    "withheld_bridge",
    "withheld_outlet",
    "withheld_story",
)

# The article, or the label, is kept all the same. A release does not list warnings.
WARNINGS = (
    *("wrong_charset", "far_date", "blank_field", "rounded_number", "moved_span", "kept_in_extra"),
    *("markup", "mojibake", "error_page", "bot_wall", "cookie_wall", "index_page"),
    "extractor_failed",
)

# What a tool does in one record it does in all: told as kinds alone.
OF_ALL_RECORDS = ("unmapped_field", "kept_in_extra")

Severity = Literal["error", "warning", "left_out"]

# Holes that are filled alike wherever one mistake is made; the others say what stands at one place.
_OF_THE_KIND = (
    *("error", "kind", "where", "fix", "field", "known", "expected", "extractor"),
    *("schema", "allowed", "splits", "unit", "stands", "times", "limit", "name", "why"),
)
_LEFT_OPEN = "…"


class Problem(NamedTuple):
    """One finding about one input."""

    file: str  # POSIX path relative to the raw folder
    line: int | None  # 1-based, or as in `contract.place`; None where the whole file is meant
    reason: str  # key of REASONS
    message: str
    kind: str  # the message without what differs from place to place

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}: {self.message}"

    @property
    def place(self) -> str:
        """File and line, or what stands in its place."""
        return shown_place(self.file, self.line)

    @property
    def severity(self) -> Severity:
        """What the problem means for its input."""
        return severity(self.reason)

    @property
    def is_fixable(self) -> bool:
        """Whether someone has something to fix, because an input is lost."""
        return self.severity == "error"


def problem(reason: str, file: str, line: int | None, **holes: object) -> Problem:
    """Fill the reason's sentence.

    Raises:
        KeyError: `reason` is not in the list, or a hole of its sentence is not given.
    """
    sentence = REASONS[reason]
    of_the_kind = {
        name: _without_indices(str(value)) if name in _OF_THE_KIND else _LEFT_OPEN
        for name, value in holes.items()
    }
    kind = sentence.format(**of_the_kind)
    return Problem(file, line, reason, sentence.format(**holes), kind)


def severity(reason: str) -> Severity:
    """Whether an input is lost and can be mended, is kept, or is left out as it should be."""
    if reason in WARNINGS:
        return "warning"
    return "left_out" if reason in LEFT_OUT else "error"


def gist(reason: str) -> str:
    """The reason's sentence with its holes left open."""
    return re.sub(r"\{\w+\}", _LEFT_OPEN, REASONS[reason])


def _without_indices(text: str) -> str:
    """`spans[2].label` and `spans[7].label` are one field."""
    return re.sub(r"\[\d+\]", f"[{_LEFT_OPEN}]", text)


def in_order(item: Problem) -> tuple[str, int, str, str]:
    """The key that sorts problems by their place."""
    return item.file, item.line or 0, item.reason, item.message
