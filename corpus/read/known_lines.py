"""Lines of files that an earlier build has read, which need not be read again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

LinePlace = tuple[str, int]  # file relative to the raw folder, and number of the line


class KnownLines:
    """The lines that stand as they did are passed, and of the others the hashes are noted."""

    def __init__(self, known: Mapping[LinePlace, bytes] = MappingProxyType({})) -> None:
        """Start.

        Args:
            known: SHA-256 of the lines that need not be read if they are still the same.
        """
        self.passed: set[LinePlace] = set()
        self.read: dict[LinePlace, bytes] = {}  # SHA-256 of the others
        self.size = 0  # bytes of all of them
        self._known = known

    def passes(self, file: str, number: int, line: bytes) -> bool:
        """Whether a line stands where it did, as it did."""
        self.size += len(line)
        place, sha256 = (file, number), hashlib.sha256(line).digest()
        if self._known.get(place) == sha256:
            self.passed.add(place)
            return True
        self.read[place] = sha256
        return False
