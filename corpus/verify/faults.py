"""What can be wrong with a release: a closed list of reasons, each with one sentence.

Every sentence says what was found, what was expected and what to do, in this order.
"""

from __future__ import annotations

from typing import NamedTuple

from corpus.verify.excerpts import shortened

_RESTORE = "restore the release from where it was published, or build it again"
_REBUILD = "do not use the release; build it again, and report it if that does not help"

FAULTS = {
    # the bytes
    "missing_file": f"is not there; expected {{bytes}} bytes with SHA-256 {{sha256}}; {_RESTORE}",
    "truncated_file": f"ends after {{found}} bytes; expected {{bytes}} bytes; {_RESTORE}",
    "damaged_file": "has {found} bytes with SHA-256 {digest}; expected {bytes} bytes with SHA-256 "
    f"{{sha256}}; {_RESTORE}",
    "linked_file": "is a link, or below one, to {found}; expected the file itself, since what a "
    "link leads to can change; put the file in its place (`cp -rL` copies a release so)",
    "no_file": f"is {{found}}; expected a file; {_RESTORE}",
    "foreign_file": "is not in the manifest; expected the files that it lists and no other; "
    "delete it, or move it out of the release",
    "damaged_manifest": f"{{found}}; expected the manifest as `corpus build` wrote it; {_RESTORE}",
    # one file
    "unreadable_file": f"cannot be read ({{error}}); expected {{expected}}; {_RESTORE}",
    "too_large": f"takes {{found}} bytes in memory at once; expected at most {{most}}; {_REBUILD}",
    "compressed_file": f"its record batches are compressed; expected them as they are; {_REBUILD}",
    "wrong_schema": f"{{found}}; expected the columns that the manifest names; {_REBUILD}",
    "missing_value": f"{{found}} values of {{column}} are null; expected none; {_REBUILD}",
    "wrong_group": f"{{found}} values of group are no leak groups; expected g and 16 digits of "
    f"hexadecimal; {_REBUILD}",
    "unknown_label": f"label code {{code}}; expected 0 to {{last}}; {_REBUILD}",
    "wrong_rows": f"differs from {{other}} in {{where}}; expected the same rows; {_REBUILD}",
    # one row
    "wrong_text": "its sha256 is {found}; expected {expected}, that of its text; " + _REBUILD,
    "bad_span": "span {start}-{end}; expected half-open offsets in order, from {least} to {most}; "
    + _REBUILD,
    "other_spans": f"spans {{found}}; expected {{expected}}, as its votes give; {_REBUILD}",
    "wrong_value": '{column} is "{found}"; expected "{expected}", as its text and spans give; '
    + _REBUILD,
    "wrong_version": f"added_in is {{found}}; expected a version up to {{expected}}; {_REBUILD}",
    "wrong_copy": "near_duplicate_of is {found}; expected the id of a row of its split; "
    + _REBUILD,
    # the whole
    "wrong_order": f"rows of {{split}} are in another order; expected that of their ids' SHA-256, "
    f"each id once; {_REBUILD}",
    "two_splits": f"group {{group}} stands in {{splits}}; expected one split; {_REBUILD}",
    "leak": f"{{found}}; expected one split; {_REBUILD}",
    "wrong_ledger": f"{{found}} rows of {{split}} are not in it; expected all; {_REBUILD}",
    "wrong_manifest": '"{field}" is {found}; expected {expected}, as the files say; ' + _REBUILD,
    "wrong_document": "line {line} is {found}; expected {expected}, as the data say; " + _REBUILD,
    "wrong_reference": "names {found}; expected {expected}, the files of the release; " + _REBUILD,
    "unusable_values": "its values stop the check ({error}); expected those that `corpus build` "
    f"writes; {_REBUILD}",
    "does_not_load": f"`datasets.{{call}}` fails ({{error}}); expected rows; {_REBUILD}",
}


class Fault(NamedTuple):
    """One promise that is not kept."""

    file: str  # POSIX path relative to the release
    row: str | None  # id, cut where it is long; None where the whole file is meant
    reason: str  # key of FAULTS
    message: str

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file}: row {self.row}"
        return f"{where}: {self.reason}: {self.message}"


def fault(reason: str, file: str, row: str | None = None, **blanks: object) -> Fault:
    """A fault with the sentence of its reason.

    Args:
        reason: key of FAULTS.
        file: POSIX path relative to the release.
        row: id of the row that is meant.
        blanks: what goes into the sentence.

    Raises:
        KeyError: there is no such reason, or a blank of its sentence is not filled.
    """
    row = None if row is None else shortened(row)
    return Fault(file, row, reason, FAULTS[reason].format(**blanks))
