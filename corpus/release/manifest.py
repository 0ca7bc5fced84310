"""`manifest.json`: what a release was made from, by what, and the hash of every file.

The last member is the SHA-256 of everything before it, so the file that vouches for all others
also vouches for itself: `head -n -2 manifest.json | sha256sum`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.contract.columns import optional_among
from corpus.contract.limits import Limits
from corpus.contract.splits import SPLITS
from corpus.hashing import hash_file
from corpus.release.layout import MANIFEST, Shard, folders_of_pages, is_data
from corpus.validation.schema import explain, is_valid


class File(NamedTuple):
    """One file, of the release or of its input."""

    path: str  # POSIX, relative to the release or to the raw folder
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Groups:
    """The leak groups of a release."""

    count: int
    largest: int  # articles
    links_refused: int  # between stories, too weak to join their groups
    keys_capped: int  # keys shared by too many articles to compare all of them
    largest_key: int  # articles under the key that most share


@dataclass(frozen=True, kw_only=True)
class LeakCheck:
    """What the leak check compared; ids, URLs, texts and passages are always all compared.

    A pair of possible near-duplicates counts once for every key that it shares.
    """

    pairs_compared: int
    pairs_unchecked: int
    keys_capped: int  # keys under which some pairs were not compared


class Changes(NamedTuple):
    """Numbers of rows that differ from the release before."""

    since: str  # version of the release before
    added: int
    removed: int
    changed: int
    moved: int  # to another split


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The content of `manifest.json` without its seal, in the order of the file."""

    version: str
    date: str | None  # YYYY-MM-DD
    builder: str  # version of this package
    libraries: dict[str, str]  # name -> version
    text_model: dict[str, Any] | None  # `version` and `digest` of what makes the text of a page
    config: dict[str, Any]
    schema: dict[str, Any]  # the columns, as `datasets` features
    rows: dict[str, int]  # by split, in the order train, validation, test
    rejected: dict[str, int]  # inputs by reason
    groups: Groups
    leak_check: LeakCheck
    unknown_outlets: list[str]
    quality: dict[str, Any] | None  # of programs' labels, where people judged whole texts
    logical_digest: str
    changes: Changes | None
    inputs: list[File]
    outputs: list[File]  # all files but the manifest, sorted by path

    @classmethod
    def parse(cls, text: bytes) -> Manifest | None:
        """A manifest from its JSON; None where it does not follow its schema. The seal is not read.

        Use `is_sealed` on the same bytes to know whether the content is as it was written.
        """
        try:
            content: dict[str, Any] = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
        if not is_valid("manifest", content):
            return None
        known: dict[str, Any] = {field.name: content.get(field.name) for field in fields(cls)}
        known["groups"] = Groups(**content["groups"])
        known["leak_check"] = LeakCheck(**content["leak_check"])
        known["changes"] = Changes(**content["changes"]) if content["changes"] else None
        for name in ("inputs", "outputs"):
            known[name] = [File(**file) for file in content[name]]
        return cls(**known)

    def content(self) -> dict[str, Any]:
        """The members as they stand in JSON."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "groups": asdict(self.groups),
            "leak_check": asdict(self.leak_check),
            "changes": self.changes._asdict() if self.changes else None,
            "inputs": [file._asdict() for file in self.inputs],
            "outputs": [file._asdict() for file in self.outputs],
        }

    def sealed(self) -> str:
        """The text of `manifest.json`."""
        return seal(self.content())

    @property
    def labels(self) -> tuple[str, ...]:
        """The label names in the order of their codes."""
        return tuple(self.schema["spans"]["feature"]["label"]["names"])

    @property
    def optional_columns(self) -> tuple[str, ...]:
        """The columns that its rows have beside those of every release."""
        return optional_among(self.schema)

    @property
    def min_confidence(self) -> float:
        """The confidence below which the release gives no label, 0..1."""
        return float(self.config["min_confidence"])

    @property
    def limits(self) -> Limits:
        """How much of one input was taken."""
        return Limits(**self.config.get("limits", {}))

    @property
    def split_by(self) -> str:
        """What the splits keep apart: `story`, `outlet` or `time`."""
        return str(self.config["split"]["by"])

    @property
    def of_pages(self) -> list[str]:
        """Which of the folders `layout.OF_PAGES` the release has."""
        return folders_of_pages(file.path for file in self.outputs)

    def data_files(self, split: str | None = None) -> list[File]:
        """The data files, of one split or of all: train, validation, test, each by path."""
        by_split: dict[str, list[File]] = {name: [] for name in SPLITS}
        for file in self.outputs:
            if is_data(file.path):
                by_split.setdefault(Shard.of_data_file(file.path).split, []).append(file)
        if split is not None:
            return by_split.get(split, [])
        return [file for files in by_split.values() for file in files]


def seal(content: dict[str, Any]) -> str:
    """`content` as JSON, with the SHA-256 of what stands before it as its last member."""
    before = json.dumps(content, indent=2, ensure_ascii=False).removesuffix("\n}") + ",\n"
    return before + _last_member(before.encode())


def flaw(text: bytes) -> str | None:
    """Why a manifest is not as it was written, in words; None where it is, to the byte."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return f"it is not JSON: {error}"
    if not isinstance(content, dict):
        return "it is no JSON object"
    if problems := explain("manifest", content, MANIFEST, None):
        return problems[0].message.partition("; expected ")[0]
    if not is_sealed(text):
        return "its last line is not the SHA-256 of the lines before it"
    return None


def is_sealed(text: bytes) -> bool:
    """Whether the last line of a manifest is the SHA-256 of the lines before it."""
    start = text.rfind(b'  "sha256": ')
    return text[start:] == _last_member(text[:start]).encode()


def file_condition(release: Path, expected: File) -> str | None:
    """`missing` or `damaged` where a file is not as the manifest lists it, else None."""
    path = release / expected.path
    if not path.is_file():
        return "missing"
    return None if describe(release, [path]) == [expected] else "damaged"


def describe(root: Path, paths: Iterable[Path]) -> list[File]:
    """Path, size and SHA-256 of files below `root`, sorted by path."""
    return sorted(
        File(p.relative_to(root).as_posix(), p.stat().st_size, hash_file(p, hashlib.sha256()))
        for p in paths
    )


def _last_member(before: bytes) -> str:
    return f'  "sha256": "{hashlib.sha256(before).hexdigest()}"\n}}\n'
