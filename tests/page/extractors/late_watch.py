"""The process of the extractors on a busy machine: its second thread does not come to run."""

from __future__ import annotations

import time

from corpus.page.extractors import child

_SECONDS = 60


def main(socket: int, memory: int) -> None:
    child._exit_with_parent = lambda _socket: time.sleep(_SECONDS)
    child.main(socket, memory)
