"""An archive as one stream that knows where the members of the compressed file begin."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import Any

from corpus.read.unpack import DamagedError, Packing, unpack_members


class MemberStream(io.RawIOBase):
    """A file to read from front to back; damage ends it, and is noted."""

    def __init__(self, blocks: Iterator[bytes], packing: Packing | None) -> None:
        """Start.

        Args:
            blocks: The bytes of the file.
            packing: Its format; None: it is not compressed.
        """
        self._pieces = (
            unpack_members(blocks, packing) if packing else ((0, block) for block in blocks)
        )
        self._starts: deque[tuple[int, int]] = deque()  # of members: unpacked bytes, of the file
        self._piece = memoryview(b"")
        self._size = 0  # bytes unpacked so far
        self.is_damaged = False

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as a piece goes; 0 at the end."""
        while not self._piece:
            try:
                start, piece = next(self._pieces, (0, None))
            except DamagedError as error:
                self.is_damaged = True
                self._begin(error.start)
                return 0
            if piece is None:
                return 0
            self._begin(start)
            self._piece = memoryview(piece)
            self._size += len(piece)
        size = min(len(buffer), len(self._piece))
        buffer[:size], self._piece = self._piece[:size], self._piece[size:]
        return size

    def _begin(self, start: int) -> None:
        if not self._starts or start != self._starts[-1][1]:
            self._starts.append((self._size, start))

    def tell(self) -> int:
        """How many bytes were read."""
        return self._size - len(self._piece)

    def offset(self, place: int) -> int:
        """The byte of the file at which a member begins, where one begins there.

        Else the place itself: within a member only the unpacked bytes can be counted.

        Args:
            place: A count of unpacked bytes, not less than at the call before.
        """
        while len(self._starts) > 1 and self._starts[1][0] <= place:
            self._starts.popleft()
        if self._starts and self._starts[0][0] == place:
            return self._starts[0][1]
        return place

    def after(self, place: int) -> int | None:
        """The byte of the file at which the first member behind a place begins.

        Args:
            place: As above; -1: before all.
        """
        return next((start for begin, start in self._starts if begin > place), None)
