"""Fetches files as Python announces that it opens or lists them (audit events, PEP 578).

What a library opens by itself is not announced. It was listed, opened or named in an argument
before, or it is missing, which is an error and never other bytes.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from corpus.engine.mirror import Mirror

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

_announced_to: tuple[Mirror, str] | None = None


def announce_to(mirror: Mirror | None, below: str) -> None:
    """Have files fetched from now on.

    Args:
        mirror: into which; None: no more.
        below: how the paths begin that count.
    """
    global _announced_to
    _listen()
    _announced_to = None if mirror is None else (mirror, below)


@cache
def _listen() -> None:
    sys.addaudithook(_heard)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    """Called before Python does something; what it raises is raised there."""
    if _announced_to is None or event not in _HEARD or _announced_to[0].is_busy:
        return
    mirror, below = _announced_to
    with mirror.busy():
        _HEARD[event](mirror, below, arguments)


def _open(mirror: Mirror, below: str, arguments: tuple[Any, ...]) -> None:
    path, _, flags = arguments
    if (file := _path(path, below)) is not None:
        if flags & _WRITES:
            _make_parent(mirror, file)
        else:
            mirror.fetch(file)


def _list(mirror: Mirror, below: str, arguments: tuple[Any, ...]) -> None:
    if (folder := _path(arguments[0], below)) is not None:
        mirror.fill(folder)


def _make(mirror: Mirror, below: str, arguments: tuple[Any, ...]) -> None:
    if (folder := _path(arguments[0], below)) is not None:
        _make_parent(mirror, folder)


def _link(mirror: Mirror, below: str, arguments: tuple[Any, ...]) -> None:
    source, target = (_path(path, below) for path in arguments[:2])
    if source is not None:
        mirror.fetch(source)
    if target is not None:
        _make_parent(mirror, target)


_HEARD = {
    "open": _open,
    "os.listdir": _list,
    "os.scandir": _list,
    "os.mkdir": _make,
    "os.link": _link,
}


def _path(path: Any, below: str) -> Path | None:
    if isinstance(path, str | os.PathLike):
        text = os.fspath(path)
        if isinstance(text, str) and text.startswith(below):
            return Path(text)
    return None


def _make_parent(mirror: Mirror, path: Path) -> None:
    """Folders are no objects, so that one which another process made may not be here."""
    if mirror.named(path) is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
