"""The tables of what builds cost: from rows that were measured to Markdown and a picture."""

from __future__ import annotations

import json
import math
import os
import platform
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.build import Cost, Stage

CORPUS, FLOOR = "corpus build", "the floor"
AT = "corpus build at commit "  # and which
MAP, DATATROVE = "datasets.map", "datatrove"
HELP, SAMPLE = "corpus --help", "corpus build of the sample"
INCREMENTAL = "incremental"
FROM_NOTHING, UNCHANGED = "from nothing", "nothing changed"
CHANGED, ADDED = "10 articles changed", "10 articles added"
CHAIN = (FROM_NOTHING, UNCHANGED, CHANGED, ADDED)  # builds that follow each other
ONE_FILE, FILE_EACH = "one file", "a file each"

_DOCS = Path(__file__).parent.parent / "docs"
TABLES = Path(__file__).parent / "builds.json"
PAGE, PICTURE = _DOCS / "performance.md", _DOCS / "images" / "growth.svg"
BEGIN, END = "<!-- from benchmarks/run -->\n", "<!-- end of benchmarks/run -->\n"
_SHOWN = 0.01  # share of a stage at any size, from which it has a row of its own
_SMALL = "less than 1% each"

Table = dict[str, Any]


class Row(NamedTuple):
    """What one run of one command took."""

    what: str
    articles: int
    workers: int
    form: str  # how the articles stand in files; "" as the generator writes them
    round: int
    cost: Cost
    load: float  # of the machine, over the last minute

    @classmethod
    def read(cls, written: Table) -> Row:
        """A row out of JSON."""
        cost = dict(written.pop("cost"))
        stages = {name: Stage(*stage) for name, stage in cost.pop("stages").items()}
        return cls(**written, cost=Cost(**cost, stages=stages))

    def written(self) -> Table:
        """The row for JSON."""
        return {**self._asdict(), "cost": self.cost._asdict()}


def told(row: Row) -> str:
    """A row for people who wait."""
    cost = row.cost
    return (
        f"{row.what}: {row.articles:,} articles {row.form} {row.workers} workers, "
        f"{cost.cpu:.1f} s CPU, {cost.wall:.1f} s, {_mb(cost.largest)} MB"
    )


def summary(rows: Sequence[Row], commit: str) -> Table:
    """The medians of all rounds, and what they were measured on."""
    rounds: dict[tuple[str, int, int, str], list[Row]] = defaultdict(list)
    for row in rows:
        rounds[row.what, row.articles, row.workers, row.form].append(row)
    return {
        "commit": commit,
        "machine": _machine(),
        "load": round(max((row.load for row in rows), default=0.0), 1),
        "rows": [
            {
                "what": what,
                "articles": articles,
                "workers": workers,
                "form": form,
                "rounds": len(some),
                "cpu": round(median(row.cost.cpu for row in some), 3),
                "wall": round(median(row.cost.wall for row in some), 3),
                "memory": max(row.cost.memory for row in some),
                "largest": max(row.cost.largest for row in some),
                "stages": {
                    name: [
                        round(median(_of(row, name).cpu for row in some), 3),
                        max(_of(row, name).largest for row in some),
                    ]
                    for name in dict.fromkeys(name for row in some for name in row.cost.stages)
                },
            }
            for (what, articles, workers, form), some in rounds.items()
        ],
    }


def markdown(tables: Table) -> str:
    """All tables, for the docs."""
    rows = tables["rows"]
    parts = [_about(tables)]
    compared = sorted({row["articles"] for row in rows if row["what"] == FLOOR})
    parts += [_compared(rows, articles) for articles in compared]
    parts += [_starts(rows), _incremental(rows), _forms(rows), *_by_stage(_grown(rows))]
    return "\n\n".join(part for part in parts if part) + "\n"


def write(tables: Table) -> None:
    """Write tables and picture where the docs show them."""
    TABLES.write_text(json.dumps(tables, indent=1) + "\n")
    PAGE.write_text(in_page(PAGE.read_text(), tables))
    PICTURE.write_text(picture(tables))


def in_page(page: str, tables: Table) -> str:
    """The page with these tables between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown(tables)}\n{END}{after}"


def picture(tables: Table) -> str:
    """CPU seconds and memory by stage against articles, both axes logarithmic, as SVG."""
    grown = _grown(tables["rows"])
    names = _shown(grown)
    seconds = {name: _line(grown, name, 0) for name in names}
    memory = {name: _line(grown, name, 1) for name in names}
    seconds["all"] = [(row["articles"], row["cpu"]) for row in grown]
    memory["all"] = [(row["articles"], row["largest"] / 2**20) for row in grown]
    colours = dict(zip(seconds, _COLOURS * len(seconds), strict=False)) | {"all": "#222222"}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _PANEL} {_HEIGHT}" '
            'font-family="sans-serif" font-size="12">',
            f'<rect width="{2 * _PANEL}" height="{_HEIGHT}" fill="#ffffff"/>',
            *_panel("CPU seconds", seconds, colours, 0),
            *_panel("MB of the process", memory, colours, _PANEL),
            "</svg>",
            "",
        ]
    )


# The tables.


def _about(tables: Table) -> str:
    machine = tables["machine"]
    return (
        f"Commit `{tables['commit']}`, on {machine['processors']} cores of {machine['model']} with "
        f"{machine['memory']} GB, Python {machine['python']}; the load of the machine was at most "
        f"{tables['load']}. CPU seconds are user and system of whole processes, start-up "
        "included; seconds are medians of the rounds, memory is the most of all rounds."
    )


def _compared(rows: Sequence[Table], articles: int) -> str:
    here = [row for row in rows if row["articles"] == articles and not row["form"]]
    floor = next(row for row in here if row["what"] == FLOOR)
    others = sorted({row["what"] for row in here if row["what"].startswith(AT)})
    whats = (FLOOR, CORPUS, *others, MAP, DATATROVE)
    cells = []
    for what in whats:
        of_what = [row for row in rows if row["what"] == what and not row["form"]]
        fitting = [row for row in of_what if row["articles"] == articles]
        most = max((row["articles"] for row in of_what), default=0)
        for row in fitting or [row for row in of_what if row["articles"] == most < articles]:
            cells.append(
                [
                    _name(row, articles),
                    str(row["rounds"]),
                    f"{row['cpu']:.1f}",
                    f"{_rate(row):,.0f}",
                    f"{_rate(floor) / _rate(row):.1f}",
                    f"{row['wall']:.1f}",
                    f"{_mb(row['largest']):,}",
                    f"{_mb(row['memory']):,}",
                ]
            )
    heads = ["", "rounds", "CPU s", "articles per CPU s", "CPU, the floor = 1", "wall s"]
    heads += ["MB, largest process", "MB, all processes"]
    return _table(f"**{articles:,} articles**", heads, cells) + _ratios(here)


def _ratios(here: Sequence[Table]) -> str:
    """What is asked of a build, in words."""
    by = {(row["what"], row["workers"]): row for row in here}
    one, two = by.get((CORPUS, 1)), by.get((CORPUS, 2))
    said = []
    if one and two:
        said.append(f"Two workers are {one['wall'] / two['wall']:.2f} times as fast as one.")
    for other in here:
        if one and other["what"].startswith(AT):
            more = other["cpu"] / one["cpu"]
            said.append(f"The rate is {more:.2f} times that of `{other['what'].removeprefix(AT)}`.")
    return "\n\n" + " ".join(said) if said else ""


def _starts(rows: Sequence[Table]) -> str:
    cells = [
        [f"`{row['what']}`" if row["what"] == HELP else row["what"], f"{row['cpu']:.2f}",
         f"{row['wall']:.2f}", f"{_mb(row['largest']):,}"]
        for row in rows
        if row["what"] in (HELP, SAMPLE)
    ]  # fmt: skip
    return _table("**Start-up**", ["", "CPU s", "wall s", "MB"], cells) if cells else ""


def _incremental(rows: Sequence[Table]) -> str:
    of_chain = [row for row in rows if row["what"] in CHAIN]
    if not of_chain:
        return ""
    whole = of_chain[0]["cpu"]
    cells = [
        [row["what"], f"{row['cpu']:.1f}", f"{row['cpu'] / whole:.1%}", f"{row['wall']:.1f}"]
        for row in of_chain
    ]
    title = f"**Builds that follow each other, {of_chain[0]['articles']:,} articles**"
    return _table(title, ["", "CPU s", "share", "wall s"], cells)


def _forms(rows: Sequence[Table]) -> str:
    cells = [
        [f"{row['articles']:,} articles, {row['form']}", f"{row['cpu']:.1f}",
         f"{_mb(row['largest']):,}"]
        for row in rows
        if row["form"]
    ]  # fmt: skip
    return _table("**In other files**", ["", "CPU s", "MB"], cells) if cells else ""


def _by_stage(grown: Sequence[Table]) -> Iterator[str]:
    """Time and memory by stage against articles."""
    names = _shown(grown)
    heads = ["stage", *(f"{row['articles']:,}" for row in grown)]
    time = [[name, *(f"{_stage(row, name)[0]:.2f}" for row in grown)] for name in names]
    rest = [f"{row['cpu'] - sum(_stage(row, name)[0] for name in names):.2f}" for row in grown]
    time += [[_SMALL, *rest], ["**all**", *(f"**{row['cpu']:.1f}**" for row in grown)]]
    memory = [[name, *(f"{_mb(_stage(row, name)[1]):,}" for row in grown)] for name in names]
    memory += [["**all**", *(f"**{_mb(row['largest']):,}**" for row in grown)]]
    yield _table("**CPU seconds by stage and articles, one worker**", heads, time)
    yield _table("**MB by stage and articles, one worker**", heads, memory)


def _table(title: str, heads: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *cells]
    return "\n".join([f"{title}\n", *(f"| {' | '.join(line)} |" for line in lines)])


# The picture.

_COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#e07b00", "#17a2b8", "#8c564b", "#e377c2"]
_PANEL, _HEIGHT = 460, 380  # pixels
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 110, 40, 40  # pixels of margin
_LABEL = 13  # pixels between two names of lines

Line = list[tuple[float, float]]


def _panel(title: str, lines: dict[str, Line], colours: dict[str, str], left: int) -> list[str]:
    """One plot, the lines named at their ends."""
    points = [point for line in lines.values() for point in line if point[1] > 0]
    lows = [10 ** math.floor(math.log10(min(point[axis] for point in points))) for axis in (0, 1)]
    highs = [10 ** math.ceil(math.log10(max(point[axis] for point in points))) for axis in (0, 1)]
    lows[1] = max(lows[1], highs[1] / 1e5)
    sizes = (_PANEL - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM)

    def place(value: float, axis: int) -> float:
        value = max(value, lows[axis])
        share = math.log(value / lows[axis]) / math.log(highs[axis] / lows[axis])
        return left + _LEFT + share * sizes[0] if axis == 0 else _TOP + (1 - share) * sizes[1]

    drawn = [f'<text x="{left + 16}" y="22" font-weight="bold">{title}</text>']
    for axis in (0, 1):
        for power in range(round(math.log10(lows[axis])), round(math.log10(highs[axis])) + 1):
            at = place(10**power, axis)
            name = f"{10**power:,}" if power >= 0 else f"{10**power:g}"
            if axis == 0:
                path = f"M{at:.1f} {_TOP}V{_HEIGHT - _BOTTOM}"
                text = f'x="{at:.1f}" y="{_HEIGHT - 22}" text-anchor="middle"'
            else:
                path = f"M{left + _LEFT} {at:.1f}h{sizes[0]}"
                text = f'x="{left + _LEFT - 6}" y="{at + 4:.1f}" text-anchor="end"'
            drawn.append(f'<path d="{path}" stroke="#dddddd"/>')
            drawn.append(f'<text {text} fill="#555555" font-size="10">{name}</text>')
    drawn.append(
        f'<text x="{left + _LEFT + sizes[0] / 2}" y="{_HEIGHT - 6}" text-anchor="middle" '
        'fill="#555555">articles</text>'
    )
    lowest = math.inf  # names go from the bottom up, none over another
    for name, line in sorted(lines.items(), key=lambda item: item[1][-1][1]):
        path = "L".join(f"{place(x, 0):.1f} {place(y, 1):.1f}" for x, y in line)
        end = min(place(line[-1][1], 1), lowest - _LABEL)
        lowest = end
        wide = 2.5 if name == "all" else 1.5
        drawn.append(
            f'<g data-line="{name}"><path d="M{path}" stroke="{colours[name]}" fill="none" '
            f'stroke-width="{wide}"/><text x="{left + _PANEL - _RIGHT + 6}" y="{end + 4:.1f}" '
            f'fill="{colours[name]}">{name}</text></g>'
        )
    return drawn


def _line(grown: Sequence[Table], name: str, field: int) -> Line:
    scale = 2**20 if field else 1
    return [(row["articles"], _stage(row, name)[field] / scale) for row in grown]


# What the rows say.


def _grown(rows: Sequence[Table]) -> list[Table]:
    """The builds by one worker, by articles."""
    of_one = [r for r in rows if r["what"] == CORPUS and r["workers"] == 1 and not r["form"]]
    return sorted(of_one, key=lambda row: row["articles"])


def _shown(grown: Sequence[Table]) -> list[str]:
    """The stages that count, in their order."""
    names = dict.fromkeys(name for row in grown for name in row["stages"])
    return [
        name for name in names if any(_stage(row, name)[0] > _SHOWN * row["cpu"] for row in grown)
    ]


def _stage(row: Table, name: str) -> tuple[float, int]:
    cpu, largest = row["stages"].get(name, (0.0, 0))
    return cpu, largest


def _of(row: Row, name: str) -> Stage:
    return row.cost.stages.get(name, Stage(0.0, 0))


def _name(row: Table, articles: int) -> str:
    few = f" ({row['articles']:,} articles)" if row["articles"] != articles else ""
    workers = ", two workers" if row["workers"] == 2 else ""
    return f"{row['what']}{workers}{few}"


def _rate(row: Table) -> float:
    return float(row["articles"] / row["cpu"])


def _mb(size: int) -> int:
    return size >> 20


def _machine() -> Table:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "model": model,
        "processors": len(os.sched_getaffinity(0)),
        "memory": round(memory),
        "python": platform.python_version(),
    }
