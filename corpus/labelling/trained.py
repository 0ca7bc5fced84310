"""Line models that were trained on a release: folders that `corpus train` writes.

    model.json    what the model was trained on, how much it counts, the SHA-256 of its weights
    weights.npz   the arrays of `line_model.model.Weights`
    README.md     its card, for people

A folder is checked as a whole before work begins. A worker that reads it later checks it again.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.labelling.learned import arrays
from corpus.labelling.line_model import model

DESCRIPTION, WEIGHTS, CARD = "model.json", "weights.npz", "README.md"
# Of what the weights were learned from. It rises when the features of lines change, because the
# weights of before would then be read against other numbers: see the test of this name.
FORMAT = 1
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
TAKEN = frozenset({"line", "page_text", "page"})  # names of the package's own voters
SHARES = 20  # steps of `weight`


class UnfitModelError(Exception):
    """A folder holds no model that can vote."""

    def __init__(self, *, found: str, expected: str, fix: str) -> None:
        super().__init__(f"{found}; expected {expected}; {fix}")
        self.found, self.expected, self.fix = found, expected, fix


class Trained(NamedTuple):
    """A model that may vote."""

    folder: Path
    name: str
    sha256: str  # of model.json, which says that of the weights
    languages: frozenset[str]  # that it has learned
    weight: float  # its share in what it and the package's programs say together
    silence: float  # how likely a line is boilerplate on which no program of the package votes

    @property
    def source(self) -> str:
        """As in `Vote.source`."""
        return f"model:{self.name}.v{FORMAT}"

    def files(self) -> list[Path]:
        """Those that voting reads."""
        return [self.folder / DESCRIPTION, self.folder / WEIGHTS]

    def recorded(self) -> dict[str, Any]:
        """What a manifest says of it."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "weight": self.weight,
            "silence": self.silence,
        }


def read(folder: Path) -> Trained:
    """The model in a folder, whose weights have been read once.

    Raises:
        UnfitModelError: there is none, it is damaged, or another version of the builder trained it.
    """
    described = _file(folder, DESCRIPTION)
    try:
        said = json.loads(described)
        form, name, weights = said["format"], said["name"], said["sha256"]
        found = Trained(
            folder,
            str(name),
            hashlib.sha256(described).hexdigest(),
            frozenset(map(str, said["languages"])),
            float(said["weight"]),
            float(said["silence"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(f"{folder}/{DESCRIPTION} is no description of a model ({error!r})") from None
    if form != FORMAT:
        raise UnfitModelError(
            found=f"{folder} is a model of format {form}",
            expected=f"format {FORMAT}, which this version of the builder reads",
            fix="train it again with `corpus train`",
        )
    if not (is_name(found.name) and 0 <= found.weight <= 1 and 0 < found.silence < 1):
        raise _damaged(f"{folder}/{DESCRIPTION} has a name or weights that cannot be")
    if hashlib.sha256(_file(folder, WEIGHTS)).hexdigest() != weights:
        raise _damaged(f"{folder}/{WEIGHTS} is not the file that {DESCRIPTION} names")
    _read_weights(folder)
    return found


def is_name(name: str) -> bool:
    """Whether a model can be called so."""
    return NAME.fullmatch(name) is not None and name not in TAKEN


@lru_cache(maxsize=4)
def weights(trained: Trained) -> model.Weights:
    """The weights of a model.

    Raises:
        CannotRunError: the folder is not as it was when it was read.
    """
    try:
        if read(trained.folder) != trained:
            raise _damaged(f"{trained.folder} is another model now")
        return _read_weights(trained.folder)
    except UnfitModelError as error:
        raise CannotRunError(str(error)) from None


def _read_weights(folder: Path) -> model.Weights:
    """The weights, of shapes that can be read."""
    try:
        learned = model.of_arrays(arrays(folder / WEIGHTS))
        fits = (
            learned.words.shape == (2, model.PLACES)
            and learned.rarity.shape == (model.PLACES,)
            and learned.kinds.shape == (model.PLACES, len(learned.names))
            and learned.splits.shape == learned.borders.shape
            and learned.leaves.shape == (len(learned.splits), 1 << learned.splits.shape[1])
            and learned.names.max() < len(LABELS)
        )
    except (OSError, ValueError, TypeError, IndexError, zipfile.BadZipFile) as error:
        raise _damaged(f"{folder}/{WEIGHTS} cannot be read ({error})") from None
    if not fits:
        raise _damaged(f"{folder}/{WEIGHTS} holds arrays of other shapes")
    return learned


def _file(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise _damaged(f"{folder}/{name} cannot be read ({error.strerror})") from None


def _damaged(found: str) -> UnfitModelError:
    return UnfitModelError(
        found=found,
        expected="a folder as `corpus train` wrote it",
        fix="correct the path, or train the model again",
    )
