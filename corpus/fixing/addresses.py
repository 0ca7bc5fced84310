"""Hosts and addresses in the spelling that all machines take for the same."""

from __future__ import annotations

import re

_HOST = re.compile(r"(?:https?://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?/?", re.IGNORECASE)
_SCHEME_AND_HOST = re.compile(r"https?://[^/?#@\s]+(?=[/?#]|\Z)", re.ASCII | re.IGNORECASE)


def bare_host(text: str) -> str | None:
    """The host alone, in lower case, of what has no more than scheme, last dot and slash around."""
    found = _HOST.fullmatch(text.strip())
    return found["host"].lower() if found and found["host"].isascii() else None


def lower_host(url: str) -> str | None:
    """The address with scheme and host in lower case; None where it is none, or has a password."""
    found = _SCHEME_AND_HOST.match(url)
    return url[: found.end()].lower() + url[found.end() :] if found else None
