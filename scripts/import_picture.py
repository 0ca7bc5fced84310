"""Draw the imports between the rooms of the package as an SVG picture.

    python -m scripts.import_picture [--root DIR] [--out FILE]

Rooms stand in one column, a room above those it imports. Imports are arcs: on the right where
they point down, on the left and red where they point up. Dark arcs are enough to give the order;
light arcs follow from them. The picture is written by hand, as no layout program can be assumed.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import grimp

from scripts import DOCS, ROOT

PICTURE = DOCS / "images" / "imports.svg"
PACKAGE = "corpus"
# No rooms: the package itself, what starts it, and its version.
_ENTRY = {PACKAGE, f"{PACKAGE}.__main__", f"{PACKAGE}._version"}
_ROW, _TOP, _BOX, _LEFT = 34, 74, 230, 60  # pixels
_WIDTH = 800  # pixels


class Room(NamedTuple):
    """A package or module directly below the top level."""

    name: str
    modules: int
    lines: int


class Imports(NamedTuple):
    """What a package's modules import from each other, summed up by room."""

    rooms: list[Room]  # importers before what they import
    arrows: set[tuple[str, str]]  # (importer, imported)


class Drawn(NamedTuple):
    """What a picture shows."""

    rooms: set[str]
    arrows: set[tuple[str, str]]


def imports(root: Path) -> Imports:
    """Read the imports of the package that stands in the folder `root`."""
    sys.path.insert(0, str(root))
    try:
        graph = grimp.build_graph(PACKAGE, cache_dir=None)
    finally:
        sys.path.remove(str(root))
    modules: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    arrows: set[tuple[str, str]] = set()
    for module in graph.modules - _ENTRY:
        room = _room(module)
        modules[room] += 1
        lines[room] += _lines(root, module)
        for imported in graph.find_modules_directly_imported_by(module):
            if imported not in _ENTRY and _room(imported) != room:
                arrows.add((room, _room(imported)))
    rooms = [Room(name, modules[name], lines[name]) for name in _order(set(modules), arrows)]
    return Imports(rooms, arrows)


def draw(package: Imports) -> str:
    """The picture as SVG."""
    row = {room.name: index for index, room in enumerate(package.rooms)}
    needed = _reduced(package.arrows)
    height = _TOP + _ROW * len(package.rooms) + 10
    total = sum(room.lines for room in package.rooms)
    largest = max(package.rooms, key=lambda room: room.lines)
    summary = (
        f"{len(package.rooms)} rooms, {len(package.arrows)} arrows, {total:,} lines; the largest "
        f"room, {largest.name}, has {largest.lines / total:.0%}. An arc leads to what is imported."
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="16" y="28" font-size="16" font-weight="bold">Imports between the rooms</text>',
        f'<text x="16" y="50" fill="#555555">{summary}</text>',
    ]
    light_first = sorted(package.arrows, key=lambda arrow: (arrow in needed, arrow))
    parts += [_arc(arrow, row, arrow in needed) for arrow in light_first]
    parts += [_box(room, row[room.name], total) for room in package.rooms]
    return "\n".join([*parts, "</svg>", ""])


def drawn(svg: str) -> Drawn:
    """Read rooms and arrows back from a picture."""
    elements = list(ElementTree.fromstring(svg).iter())
    return Drawn(
        {name for e in elements if (name := e.get("data-room"))},
        {(a, b) for e in elements if (a := e.get("data-from")) and (b := e.get("data-to"))},
    )


def _room(module: str) -> str:
    return module.split(".")[1]


def _lines(root: Path, module: str) -> int:
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return len(file.read_text("utf-8").splitlines())


def _order(rooms: set[str], arrows: set[tuple[str, str]]) -> list[str]:
    """Importers first, in levels: a room stands one level above the highest that it imports."""
    levels: list[list[str]] = []
    left = set(rooms)
    while left:
        imported = Counter(dict.fromkeys(left, 0))
        imported.update(a for a, b in arrows if a in left and b in left)
        fewest = min(imported.values())  # more than 0 in a cycle only
        levels.append(sorted(room for room in left if imported[room] == fewest))
        left -= set(levels[-1])
    return [room for level in reversed(levels) for room in level]


def _reduced(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that no path of two or more others replaces."""
    targets: dict[str, set[str]] = {}
    for a, b in arrows:
        targets.setdefault(a, set()).add(b)

    def reachable(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            new = targets.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen

    return {(a, b) for a, b in arrows if not any(b in reachable(c) for c in targets[a] - {b})}


def _arc(arrow: tuple[str, str], row: dict[str, int], needed: bool) -> str:
    start, end = (_TOP + _ROW * row[name] + 13 for name in arrow)
    down = end > start
    x = _LEFT + _BOX if down else _LEFT
    bulge = min(40 + 0.85 * abs(end - start), 600) * (1 if down else -0.25)
    colour = "#c62828" if not down else "#283593" if needed else "#c5cae9"
    width = 1.8 if needed or not down else 1
    tip = 7 if down else -7
    return (
        f'<g data-from="{arrow[0]}" data-to="{arrow[1]}" stroke="{colour}" fill="none" '
        f'stroke-width="{width}"><title>{arrow[0]} imports {arrow[1]}</title>'
        f'<path d="M{x} {start + 3}C{x + bulge:.0f} {start + 3} {x + bulge:.0f} {end - 3} '
        f'{x + tip} {end - 3}"/>'
        f'<path d="M{x} {end - 3}l{tip} -4v8z" fill="{colour}" stroke="none"/></g>'
    )


def _box(room: Room, row: int, total: int) -> str:
    y = _TOP + _ROW * row
    share = room.lines / total
    return (
        f'<g data-room="{room.name}">'
        f'<rect x="{_LEFT}" y="{y}" width="{_BOX}" height="26" rx="4" fill="#eceff1"/>'
        f'<rect x="{_LEFT}" y="{y}" width="{_BOX * share:.1f}" height="26" rx="4" fill="#b0bec5"/>'
        f'<text x="{_LEFT + 10}" y="{y + 18}" font-weight="bold">{room.name}</text>'
        f'<text x="{_LEFT + _BOX - 10}" y="{y + 18}" text-anchor="end" fill="#555555">'
        f"{room.lines:,} lines</text></g>"
    )


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--out", type=Path, default=PICTURE)
    options = parser.parse_args()
    options.out.write_text(draw(imports(options.root)), "utf-8")


if __name__ == "__main__":
    main()
