"""The release that a contribution is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.hashing import id_keys
from corpus.release.reader import Release
from corpus.release.streams import Origin

_DERIVED = 20  # hexadecimal digits of an id that nobody gave


class Row(NamedTuple):
    """A published article."""

    number: int  # in the order of the release
    id: str
    url: str | None
    text: str
    origin: Origin

    @property
    def has_derived_id(self) -> bool:
        """Whether its id looks like those that articles get which bring none."""
        return len(self.id) == _DERIVED and set(self.id) <= set("0123456789abcdef")


class Published:
    """The articles of a release, with the files that they came from."""

    def __init__(self, release: Release) -> None:
        """Nothing is read yet.

        Args:
            release: That a contribution is compared with.
        """
        self._release = release
        self.version = release.version

    @cached_property
    def files(self) -> frozenset[str]:
        """The raw files that its articles came from, relative to the raw folder."""
        return frozenset(origin.file for origin in self._release.origins())

    @cached_property
    def ids(self) -> NDArray[np.bytes_]:
        """The ids of its articles in their order, as `id_keys` gives them."""
        return id_keys([row["id"] for row in self._release.rows(columns=["id"])])

    def rows(self) -> Iterator[Row]:
        """All its articles."""
        rows = self._release.rows(columns=["id", "url", "text"])
        for number, (values, origin) in enumerate(zip(rows, self._release.origins(), strict=True)):
            yield Row(number, **values, origin=origin)

    def origins(self, numbers: set[int]) -> dict[int, Origin]:
        """Id, file and line of the articles of some numbers."""
        origins = enumerate(self._release.origins())
        return {number: origin for number, origin in origins if number in numbers}
