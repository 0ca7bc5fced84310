"""Recognise a licence by what people write for it: an SPDX id, a name in words, or a URL.

A text that is not in the SPDX list (https://spdx.org/licenses) is never guessed: "CC BY" without a
version, or "free to use", stay as they are, and nothing calls them open.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DEED = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/"
    r"(?:licenses/(?P<kind>[a-z-]+)|publicdomain/(?P<public>zero|mark))/(?P<version>\d\.\d)"
    r"(?:/(?P<port>[a-z]{2,4}))?(?:/(?:deed|legalcode).*)?/?",
    re.IGNORECASE,
)
_SPDX_PAGE = re.compile(r"https?://(?:www\.)?spdx\.org/licenses/(?P<id>[^/]+?)(?:\.html|\.json)?/?")
_PUBLIC = {"zero": "CC0", "mark": "CC-PDM"}
# SPDX id -> id in the list of the Hub, for the licences of that list which are used for texts.
HUB = {
    **{
        f"CC-{kind}-{version}": f"cc-{kind}-{version}".lower()
        for kind, versions in {
            "BY": ("2.0", "2.5", "3.0", "4.0"),
            "BY-SA": ("3.0", "4.0"),
            "BY-NC": ("2.0", "3.0", "4.0"),
            "BY-ND": ("4.0",),
            "BY-NC-ND": ("3.0", "4.0"),
            "BY-NC-SA": ("2.0", "3.0", "4.0"),
        }.items()
        for version in versions
    },
    "CC0-1.0": "cc0-1.0",
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odbl",
    "PDDL-1.0": "pddl",
    "Unlicense": "unlicense",
}
# Words in names of licences, as patterns, and what SPDX ids have in their place.
_WORDS = (
    ("creative commons zero", "cc0"),
    ("creative commons", "cc"),
    ("attribution", "by"),
    ("share ?alike", "sa"),
    ("non ?commercial", "nc"),
    ("no ?(derivatives|derivs)", "nd"),
    ("the|licen[cs]e|public domain dedication|international|universal|unported|generic|deed", ""),
    (r"version|v(?=\d)", ""),
)


@lru_cache(4096)
def spdx(text: str) -> str | None:
    """The SPDX expression for the id, name or URL of a licence; None if there is none."""
    if deed := _DEED.fullmatch(text.strip()):
        kind = _PUBLIC[deed["public"].lower()] if deed["public"] else f"CC-{deed['kind']}"
        return _expression("-".join(filter(None, (kind, deed["version"], deed["port"]))))
    if page := _SPDX_PAGE.fullmatch(text.strip()):
        return _expression(page["id"])
    return _expression(text.strip()) or _expression(_id_from_words(text))


@lru_cache(4096)
def canonical(text: str) -> str:
    """The SPDX expression, else the text itself: equal for texts that mean the same licence."""
    return spdx(text) or " ".join(text.split()).rstrip("/")


def is_url(text: str) -> bool:
    """Whether a licence is given as the address of a web page."""
    return text.startswith(("http://", "https://"))


def _expression(text: str) -> str | None:
    """`text` in the spelling of SPDX; None if it is no expression of listed licences."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return None


def _id_from_words(text: str) -> str:
    """What the SPDX id could be, if `text` is the name of a licence in words."""
    words = " ".join(re.findall(r"[a-z0-9.]+", text.lower()))
    for pattern, letters in _WORDS:
        words = re.sub(rf"\b(?:{pattern})(?=\b|\d)", letters, words)
    parts = words.split()
    return "-".join(parts) if parts != ["cc0"] else "cc0-1.0"
