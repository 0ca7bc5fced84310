"""The settings that say how records of other tools are read, each checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.errors import SettingError
from corpus.pipeline.setting import SHOWN, Setting, wrong
from corpus.quoting import shortened
from corpus.read.foreign.kinds import kinds, our_fields
from corpus.read.foreign.settings import DAY_FIRST, MONTH_FIRST, Importing
from corpus.read.foreign.values import fits

_DEFAULT = Importing._field_defaults
SETTINGS = {
    "map": Setting(
        'a table such as { body = "text" }',
        dict(_DEFAULT["map"]),
        "Their fields, each with [the one of ours](import.md#say-what-is-what) that it is; "
        "`--map body=text` comes before it.",
    ),
    "from": Setting(
        "one of " + ", ".join(kinds()),
        _DEFAULT["kind"],
        "Kind of the files, where their fields do not tell it rightly.",
    ),
    "outlet": Setting(
        "an id of lower-case letters, digits, dots, underscores or hyphens",
        _DEFAULT["outlet"],
        "Whose articles these are; `--outlet` comes before it.",
    ),
    "zone": Setting(
        "a name of the IANA, such as Europe/Berlin",
        _DEFAULT["zone"],
        "Time zone of dates that name none.",
    ),
    "dates": Setting(
        f"{DAY_FIRST} or {MONTH_FIRST}",
        _DEFAULT["dates"],
        "How 02/11/2026 is read; by default not at all.",
    ),
}


def read_importing(
    table: Mapping[str, Any],
    path: Path | None,
    maps: Iterable[str] = (),
    outlet: str | None = None,
    kind: str | None = None,
) -> Importing:
    """How records of other tools are read: by the command line, else by the file.

    Args:
        table: [import] of the configuration file.
        path: Where it stands, for messages.
        maps: Pairs of the command line, `theirs=ours,theirs=ours`.
        outlet: Of the command line.
        kind: The same.

    Raises:
        SettingError: a setting cannot be.
    """
    where = str(path)
    zone = _text(table, "zone", where) or Importing().zone
    if not _is_zone(zone):
        raise _wrong(where, "zone", zone, SETTINGS["zone"].takes)
    dates = _text(table, "dates", where)
    if dates not in (None, DAY_FIRST, MONTH_FIRST):
        raise _wrong(where, "dates", dates, SETTINGS["dates"].takes)
    chosen = outlet or _text(table, "outlet", where)
    if chosen is not None and not fits("outlet", chosen):
        where = "--outlet" if outlet else where
        raise _wrong(where, "outlet", chosen, SETTINGS["outlet"].takes)
    asked = kind or _text(table, "from", where)
    if asked is not None and asked not in kinds():
        raise _wrong("--from" if kind else where, "from", asked, SETTINGS["from"].takes)
    return Importing(_map(table, where) | _pairs(maps), asked, chosen, zone, dates)


def _text(table: Mapping[str, Any], name: str, where: str) -> str | None:
    value = table.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(where, name, value, "a text")
    return value


def _map(table: Mapping[str, Any], where: str) -> dict[str, str]:
    found = table.get("map", {})
    if not isinstance(found, dict) or not all(isinstance(ours, str) for ours in found.values()):
        raise _wrong(where, "map", found, SETTINGS["map"].takes)
    return {theirs: _ours(ours, where) for theirs, ours in found.items()}


def _pairs(maps: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in (pair for pairs in maps for pair in pairs.split(",")):
        theirs, is_pair, ours = pair.rpartition("=")
        if not is_pair or not theirs:
            raise _wrong("--map", "map", pair, "their field, = and ours, such as body=text")
        found[theirs.strip()] = _ours(ours.strip(), "--map")
    return found


def _ours(name: str, where: str) -> str:
    if name in our_fields():
        return name
    nearest = get_close_matches(name, our_fields(), n=1)
    expected = f"one of {', '.join(our_fields())} behind their field"
    raise _wrong(
        where, "map", name, expected, f"did you mean {nearest[0]}?" if nearest else "correct it"
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _wrong(
    where: str, name: str, found: object, expected: str, fix: str = "correct it"
) -> SettingError:
    return wrong(where, ("import", name), f'"{shortened(str(found), SHOWN)}"', expected, fix)
