"""Extractors that do what extractors must not do."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

LEFT_BEHIND: list[bytes] = []


def computes_forever(_html: str) -> str:
    while True:
        pass


def computes_forever_without_python(_html: str) -> str:
    return str(pow(3, 3**50, 10**30_000))  # holds the interpreter's lock for hours


def sleeps_forever(_html: str) -> str:
    time.sleep(1e6)
    return ""


def crashes(_html: str) -> str:
    return str(ctypes.string_at(0))


def is_killed(_html: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def takes_all_memory(_html: str) -> str:
    return bytes(1 << 40).decode()


def leaves_memory_behind(html: str) -> str:
    LEFT_BEHIND.append(bytes(300 << 20))  # counts, though nothing is written to it
    return html


def recurses(html: str) -> str:
    return recurses(html)


def exits(_html: str) -> str:
    sys.exit("an extractor that ends its process")


def says_its_process(html: str) -> str:
    Path(html).write_text(str(os.getpid()))
    return computes_forever(html)


def returns_the_page(html: str) -> str:
    return html


def returns_the_process(_html: str) -> str:
    return str(os.getpid())


def returns_nothing(_html: str) -> None:
    return None


def returns_white_space(_html: str) -> str:
    return " \n\t"
