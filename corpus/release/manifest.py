"""`manifest.json`: what a release was made from, by what, and every file's hash.

Its last member is the SHA-256 of everything that stands before it, so that the file which vouches
for all others vouches for itself: `head -n -2 manifest.json | sha256sum`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import orjson

import corpus
from corpus.contract.columns import FEATURES
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.validate.schema import is_valid

MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class File(NamedTuple):
    """One file of the release."""

    path: str  # POSIX, relative to the release
    bytes: int
    sha256: str


def seal(content: dict[str, Any]) -> str:
    """`content` as JSON, with the SHA-256 of what stands before it as its last member."""
    before = json.dumps(content, indent=2, ensure_ascii=False).removesuffix("\n}") + ",\n"
    return before + _seal(before.encode())


def sealed(text: bytes) -> bool:
    """Whether a manifest is as it was written, to the byte."""
    last = text.rfind(b'  "sha256": ')
    return text[last:] == _seal(text[:last]).encode()


def read(release: Path) -> dict[str, Any]:
    """The manifest of a release.

    Raises:
        CannotRunError: there is none, it was changed, or it is of a newer schema.
    """
    text = found(release)
    said = parsed(text)
    if said is not None:
        check_known(release, said)
    if said is None or not sealed(text):
        raise CannotRunError(
            f"{release}/{MANIFEST}: damaged (its last line is not the SHA-256 of the lines before "
            "it); expected it as `corpus build` wrote it; restore it from where it was published"
        )
    return said


def check_known(release: Path, said: dict[str, Any]) -> None:
    """Raise `CannotRunError` where a release has more columns or labels than this builder knows."""
    schema, known = said["schema"], len(LABELS)
    columns = schema.keys() - FEATURES.keys() if schema.keys() > FEATURES.keys() else ()
    names = label_names(schema)
    labels = names[known:] if names[:known] == list(LABELS) else []
    if not columns and not labels:
        return
    more = [*(f"column {name}" for name in sorted(columns)), *(f"label {name}" for name in labels)]
    raise CannotRunError(
        f"{release}: a release of a newer schema ({', '.join(more)}), made by corpus "
        f"{said['builder']}; expected columns and labels that corpus {corpus.__version__} knows; "
        "use the version that made it, or a later one"
    )


def label_names(schema: dict[str, Any]) -> list[str]:
    """The label set of a release, in the order of its codes."""
    return list(schema["spans"]["feature"]["label"]["names"])


def found(release: Path) -> bytes:
    """The bytes of a release's manifest.

    Raises:
        CannotRunError: there is none, or it cannot be read.
    """
    try:
        return (release / MANIFEST).read_bytes()
    except OSError as error:
        raise CannotRunError(
            f"{release}: no release here ({MANIFEST}: {error.strerror}); expected the folder of a "
            "release, such as build/latest; name one, or delete what is left of it"
        ) from None


def parsed(text: bytes) -> dict[str, Any] | None:
    """What a manifest says, valid against schemas/manifest.schema.json; None where it is not."""
    try:
        said: dict[str, Any] = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return said if is_valid("manifest", said) else None


def listed(said: dict[str, Any]) -> list[File]:
    """The files of a release, sorted by path; the manifest itself is not among them."""
    return [File(**file) for file in said["outputs"]]


def condition(release: Path, said: File) -> str | None:
    """How a file is not as the manifest says, `missing` or `damaged`; None where it is."""
    path = release / said.path
    if not path.is_file():
        return "missing"
    return None if describe(release, [path]) == [said] else "damaged"


def describe(root: Path, paths: Iterable[Path]) -> list[File]:
    """Path, size and SHA-256 of files below `root`, sorted by path."""
    return sorted(File(p.relative_to(root).as_posix(), p.stat().st_size, _sha256(p)) for p in paths)


def _seal(before: bytes) -> str:
    return f'  "sha256": "{hashlib.sha256(before).hexdigest()}"\n}}\n'


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
