"""Where a record stands in its file: at a line, or as the n-th of something else.

The number of a line is a plain `int`. The other numbers know what they count, so that whatever
passes a number on passes its unit on as well.
"""

from __future__ import annotations


class Item(int):
    """The number of an element of a JSON array, from 1."""

    unit = "item"


class Row(int):
    """The number of a record of a table or another file without lines of its own, from 1."""

    unit = "record"


class Offset(int):
    """The byte of a file at which a record begins, from 0."""

    unit = "record at byte"


LINE = "line"
UNITS = (LINE, Item.unit, Row.unit, Offset.unit)
_TYPES: tuple[type[int], ...] = (int, Item, Row, Offset)


def unit_of(number: int) -> str:
    """What the number of a place counts: one of UNITS."""
    return getattr(number, "unit", LINE)


def numbered(number: int, unit: str) -> int:
    """A number that knows its unit."""
    return _TYPES[UNITS.index(unit)](number)


def shown_place(file: str, number: int | None) -> str:
    """A place as messages name it; without a number, the whole file is meant."""
    if number is None:
        return file
    unit = unit_of(number)
    return f"{file}:{number}" if unit == LINE else f"{file}: {unit} {number}"
