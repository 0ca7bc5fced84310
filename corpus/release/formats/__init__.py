"""The formats that a release holds its rows in.

To add one, write a module here that makes a `Format`, and add it to `FORMATS`. Then the build
writes it, manifest and Croissant file list it, and `verify` and `publish` handle its files.
"""

from __future__ import annotations

from mimetypes import MimeTypes

from corpus.release.formats.base import Format
from corpus.release.formats.dataset_dict import DATASET_DICT
from corpus.release.formats.parquet import PARQUET

# Parquet is the form that the other rooms read: leak check, verify, evaluate and diff need it.
FORMATS: tuple[Format, ...] = (PARQUET, DATASET_DICT)
# What else a release holds. `mimetypes` knows more suffixes, but others in each Python version.
_OTHERS = {
    ".json": "application/json",
    ".md": "text/markdown",
    ".html": "text/html",
    ".cff": "application/yaml",
}
_UNKNOWN = "application/octet-stream"


def media_type(path: str) -> str:
    """The media type of a file of a release, by the end of its name."""
    known = {form.suffix: form.media_type for form in FORMATS} | _OTHERS
    for suffix, kind in known.items():
        if path.endswith(suffix):
            return kind
    # A table of our own: the one of the module depends on the machine.
    guess, encoding = MimeTypes().guess_type(path)
    return guess if guess and not encoding else _UNKNOWN
