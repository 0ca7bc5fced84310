"""The one form of a text that offsets and hashes refer to."""

from __future__ import annotations

import hashlib
import unicodedata


def canonicalise(text: str) -> str:
    r"""No BOM, newline `\n`, Unicode NFC; nothing else is touched."""
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def sha256(text: str) -> str:
    """Hex SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def derive_id(url: str | None, text_sha256: str) -> str:
    """The id of an article that brings none: 80 bits of SHA-256 over URL and content.

    The parts are told apart by their lengths, so that no two pairs give one input.
    """
    address = (url or "").encode()
    return hashlib.sha256(b"%d:%b%b" % (len(address), address, text_sha256.encode())).hexdigest()[
        :20
    ]
