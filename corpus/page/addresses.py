"""Addresses as pages write them."""

from __future__ import annotations

from functools import cache
from urllib.parse import urljoin, urlsplit, urlunsplit

import jsonschema_rs


def host(url: str) -> str:
    """The host of an address, in lower case; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def as_uri(address: str) -> str:
    """An IRI (RFC 3987) as the URI that browsers ask for: host in IDNA, the rest UTF-8 with %.

    Other characters that no URI has are written as UTF-8 with % too.

    Args:
        address: What may be an address.

    Returns:
        A URI; what is one, or cannot be made one, stays exactly as it is.
    """
    try:
        if _uri().is_valid(address):
            return address
        from w3lib.url import safe_url_string  # slow to import, and few addresses need it

        made = safe_url_string(_with_idna_host(address))
        return made if _uri().is_valid(made) else address
    except ValueError:  # a port that is no number, half of a surrogate pair, and the like
        return address


@cache
def _uri() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"format": "uri"}, validate_formats=True)


def _with_idna_host(address: str) -> str:
    """The address with the host that browsers look up (UTS #46, not transitional)."""
    if address.isascii():
        return address
    import idna

    parts = urlsplit(address)
    user, at, place = parts.netloc.rpartition("@")
    name, colon, port = place.partition(":")
    if name.isascii():
        return address
    try:
        encoded = idna.encode(name, uts46=True).decode()
    except idna.IDNAError:  # `safe_url_string` knows the older IDNA, which has more characters
        return address
    return urlunsplit(parts._replace(netloc=f"{user}{at}{encoded}{colon}{port}"))


def absolute(address: str, url: str | None) -> str | None:
    """An address as an absolute URL without a user; None where it is none, or that of a site.

    Args:
        address: As a page writes it.
        url: Of the page, for relative addresses; None: it is not known.
    """
    try:
        found = as_uri(urljoin(url or "", address))
        parts = urlsplit(found)
    except ValueError:
        return None
    is_page = parts.scheme in ("http", "https") and (parts.path.strip("/") or parts.query)
    return found if is_page and parts.hostname and "@" not in parts.netloc else None
