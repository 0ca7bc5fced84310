"""Addresses as pages write them."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string


def host(url: str) -> str:
    """The host of an address, in lower case; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def absolute(address: str, url: str | None) -> str | None:
    """An address as an absolute URL without a user; None where it is none, or that of a site.

    Args:
        address: As a page writes it.
        url: Of the page, for relative addresses; None: it is not known.
    """
    try:
        found = safe_url_string(urljoin(url or "", address))
        parts = urlsplit(found)
    except ValueError:
        return None
    is_page = parts.scheme in ("http", "https") and (parts.path.strip("/") or parts.query)
    return found if is_page and parts.hostname and "@" not in parts.netloc else None
