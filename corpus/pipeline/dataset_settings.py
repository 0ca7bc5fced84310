"""The settings of the table [dataset]: the name of a dataset and who made it, each checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.contract.dataset import Creator, Dataset
from corpus.contract.licenses import canonical, is_url, spdx
from corpus.errors import SettingError
from corpus.pipeline.setting import SHOWN, Setting, wrong
from corpus.quoting import shortened

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")  # as repositories of the Hub
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE)
_ORCID = re.compile(r"(?:https://orcid\.org/)?(?P<id>\d{4}-\d{4}-\d{4}-\d{3}[\dX])")

Check = Callable[[str], str | None]  # the value in its one form; None: it cannot be

_A_TEXT = "a text that is not empty"
_A_URL = "an address that begins with https:// or http://"
_DEFAULT = Dataset._field_defaults
SETTINGS = {
    "name": Setting(
        "up to 96 letters, digits, dots, hyphens and underscores, the first a letter or digit",
        _DEFAULT["name"],
        "Key of the citation.",
    ),
    "title": Setting(_A_TEXT, _DEFAULT["title"], "What people call it."),
    "description": Setting(_A_TEXT, None, "What it is, in a sentence or a few."),
    "creators": Setting(
        "a list of names or of tables",
        [],
        "Who made it, in the order in which they are cited: names of people, or tables.",
    ),
    "homepage": Setting(_A_URL, None, "Where more is said of it."),
    "contact": Setting(
        "an address of mail, or one that begins with https:// or http://",
        None,
        "Where questions and requests to remove an article go.",
    ),
    "license": Setting(
        "an SPDX id (https://spdx.org/licenses) or a URL",
        None,
        "Licence of the labels and the selection; the texts keep their own.",
    ),
    "citation": Setting(
        _A_TEXT, None, "BibTeX, in place of the one that follows from the other settings."
    ),
    "doi": Setting("a DOI such as 10.1234/abc", None, "DOI of the dataset."),
}
CREATOR = {
    "name": Setting(_A_TEXT, None, "Name of the person or organisation; needed."),
    "orcid": Setting("0000-0000-0000-0000 or its URL", None, "ORCID iD of the person."),
    "url": Setting(_A_URL, None, "Address of the person or organisation."),
    "organization": Setting("true or false", False, "Whether it is an organisation."),
}


def read_dataset(table: Mapping[str, Any], path: Path | None) -> Dataset:
    """The name of the dataset, and what else its documents say of it.

    Args:
        table: [dataset] of the configuration file.
        path: Where it stands, for messages.

    Raises:
        SettingError: a setting cannot be.
    """
    texts = {
        name: _checked(value, path, ("dataset", name), _CHECKS.get(name, _text), SETTINGS[name])
        for name, value in table.items()
        if name != "creators"
    }
    return Dataset(**texts, creators=_creators(table.get("creators", []), path))


def _creators(values: object, path: Path | None) -> tuple[Creator, ...]:
    if not isinstance(values, list):
        raise _wrong(path, ("dataset", "creators"), values, SETTINGS["creators"].takes)
    return tuple(_creator(value, path, index) for index, value in enumerate(values))


def _creator(value: object, path: Path | None, index: int) -> Creator:
    where = ("dataset", "creators", index)
    table: Mapping[str, object] = {"name": value} if isinstance(value, str) else {}
    if isinstance(value, dict):
        table = value
    if "name" not in table or not table.keys() <= CREATOR.keys():
        expected = f"a name, or a table with {', '.join(CREATOR)}, of which name is needed"
        found = ", ".join(value) if isinstance(value, dict) else value
        raise _wrong(path, where, found, expected)
    is_organization = table.get("organization", False)
    if not isinstance(is_organization, bool):
        raise _wrong(path, (*where, "organization"), is_organization, CREATOR["organization"].takes)
    texts = {
        name: _checked(text, path, (*where, name), _OF_CREATOR.get(name, _text), CREATOR[name])
        for name, text in table.items()
        if name != "organization"
    }
    return Creator(**texts, organization=is_organization)


def _checked(
    value: object, path: Path | None, where: tuple[str | int, ...], check: Check, setting: Setting
) -> Any:
    if isinstance(value, str) and (checked := check(value.strip())):
        return checked
    raise _wrong(path, where, value, setting.takes)


def _wrong(
    path: Path | None, setting: tuple[str | int, ...], value: object, expected: str
) -> SettingError:
    found = shortened(type(value).__name__ if isinstance(value, dict) else str(value), SHOWN)
    return wrong(path, setting, f'"{found}"', expected)


def _matching(pattern: re.Pattern[str], form: str) -> Check:
    """The value in the form of a template, where it is one of these as a whole."""

    def check(value: str) -> str | None:
        match = pattern.fullmatch(value)
        return match.expand(form) if match else None

    return check


def _license(value: str) -> str | None:
    return canonical(value) if spdx(value) or is_url(value) else None


def _url(value: str) -> str | None:
    return value if is_url(value) and not re.search(r"\s", value) else None


def _contact(value: str) -> str | None:
    return value if _MAIL.fullmatch(value) else _url(value)


def _text(value: str) -> str | None:
    return value or None


_CHECKS: dict[str, Check] = {
    "name": _matching(_NAME, r"\g<0>"),
    "homepage": _url,
    "contact": _contact,
    "license": _license,
    "doi": _matching(_DOI, r"\g<doi>"),
}
_OF_CREATOR: dict[str, Check] = {
    "orcid": _matching(_ORCID, r"https://orcid.org/\g<id>"),
    "url": _url,
}
