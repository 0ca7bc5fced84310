"""Licences by what people write for them: an SPDX id, a name in words, a URL.

What is no licence that SPDX lists (https://spdx.org/licenses) is never guessed: "CC BY" without its
version, or "free to use", stay what they are, and nothing calls them open.
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
_SPDX = re.compile(r"https?://(?:www\.)?spdx\.org/licenses/(?P<id>[^/]+?)(?:\.html|\.json)?/?")
_PUBLIC = {"zero": "CC0", "mark": "CC-PDM"}
# The Hub has a list of its own for licences; these of it are found on texts. SPDX id -> Hub id.
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
# How the names of licences are written out, and the letters that SPDX has for it.
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
def spdx(written: str) -> str | None:
    """The SPDX expression that a licence's id, name or URL stands for; None where there is none."""
    if deed := _DEED.fullmatch(written.strip()):
        kind = _PUBLIC[deed["public"].lower()] if deed["public"] else f"CC-{deed['kind']}"
        return _listed("-".join(filter(None, (kind, deed["version"], deed["port"]))))
    if page := _SPDX.fullmatch(written.strip()):
        return _listed(page["id"])
    return _listed(written.strip()) or _listed(_letters(written))


@lru_cache(4096)
def canonical(written: str) -> str:
    """The SPDX expression, else what was written: equal where two mean the same licence."""
    return spdx(written) or " ".join(written.split()).rstrip("/")


def is_url(written: str) -> bool:
    """Whether the licence is given as a web page."""
    return written.startswith(("http://", "https://"))


def _listed(text: str) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return None


def _letters(written: str) -> str:
    text = " ".join(re.findall(r"[a-z0-9.]+", written.lower()))
    for words, letters in _WORDS:
        text = re.sub(rf"\b(?:{words})(?=\b|\d)", letters, text)
    parts = text.split()
    return "-".join(parts) if parts != ["cc0"] else "cc0-1.0"
