"""How records of other tools are read, as far as their user has a say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

DAY_FIRST = "day-first"
MONTH_FIRST = "month-first"


class Importing(NamedTuple):
    """The settings of the table [import] of a configuration."""

    map: Mapping[str, str] = MappingProxyType({})  # a field of theirs -> one of ours
    kind: str | None = None  # of kinds.toml, that all records are of; None: told by their fields
    outlet: str | None = None  # whose articles these are
    zone: str = "UTC"  # IANA name: of dates that name none
    dates: str | None = None  # DAY_FIRST or MONTH_FIRST: how 02/11/2026 is read; None: not at all

    def recorded(self) -> dict[str, object]:
        """The settings as a manifest repeats them."""
        return {**self._asdict(), "map": dict(self.map)}
