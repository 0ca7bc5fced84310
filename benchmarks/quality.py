"""Write the figures of a cross-validation where people read them.

    python -m benchmarks.quality FIGURES

FIGURES is what `cross_validate --json` wrote. The tables of docs/quality.md are made again, in
their order, and the numbers of corpus/labelling/quality.toml, which cards repeat.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "quality.md"
FIGURES = ROOT / "corpus" / "labelling" / "quality.toml"
SHOWN = (0.5, 0.6, 0.65, 0.7, 0.8, 0.9)  # confidences


def number(value: float | None, places: int = 3) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def interval(figures: dict[str, Any], name: str) -> str:
    low, high = figures[f"{name}_95"]
    return f"{number(figures[name])} ({low:.2f} to {high:.2f})"


def totals(said: dict[str, Any]) -> Iterator[Sequence[str]]:
    yield (
        "", "texts", "precision", "recall", "words F1: nothing removed", "ours", "gold removed",
        "gap closed", "calibration error", "right kind",
    )  # fmt: skip
    for name, its in said.items():
        for what, figures in (
            (name, its["total"]),
            ("... captions counted", its["captions_counted"]),
        ):
            own = what == name
            words = figures["words_f1"]
            yield (
                what,
                str(figures["articles"]) if own else "",
                interval(figures, "precision"),
                interval(figures, "recall"),
                number(words["nothing removed"]) if own else "",
                number(words["ours"]),
                number(words["gold removed"]) if own else "",
                number(figures["gap_closed"], 2),
                number(its["calibration"]["error"]) if own else "",
                number(its["kind_right"], 2) if own else "",
            )


def without(said: dict[str, Any]) -> Iterator[Sequence[str]]:
    yield "", "without", "precision", "recall"
    for name, its in said.items():
        for source, figures in its["without"].items():
            yield name, source, number(figures["precision"]), number(figures["recall"])


def curve(said: dict[str, Any]) -> Iterator[Sequence[str]]:
    yield "", *map(str, SHOWN)
    for name, its in said.items():
        at = {round(step["min_confidence"], 2): step for step in its["curve"]}
        yield name, *(f"{at[x]['precision']:.3f} / {at[x]['recall']:.3f}" for x in SHOWN)


def languages(said: dict[str, Any]) -> Iterator[Sequence[str]]:
    yield "", "residual texts", "precision", "recall", "whole pages", "precision", "recall"
    residual, whole = (
        said[f"news, {part}"]["language"] for part in ("residual text", "whole pages")
    )
    none = {"articles": 0, "precision": None, "recall": None}
    for name in sorted(residual, key=lambda name: (-residual[name]["articles"], name)):
        both = (residual[name], whole.get(name, none))
        cells = [(str(f["articles"]), number(f["precision"]), number(f["recall"])) for f in both]
        yield name, *cells[0], *cells[1]


def table(rows: Iterator[Sequence[str]]) -> str:
    head, *rest = rows
    lines = [head, ["---"] * len(head), *rest]
    said = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    return re.sub(r"\|  (?=\|)", "| ", said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("figures", type=Path)
    said = json.loads(parser.parse_args().figures.read_text())
    tables = iter([table(make(said)) for make in (totals, without, curve, languages)])
    page = re.sub(r"(?:^\|.*\n)+", lambda _: next(tables), PAGE.read_text("utf-8"), flags=re.M)
    PAGE.write_text(page, "utf-8")
    toml = FIGURES.read_text("utf-8")
    for name, its in said.items():
        figures = its["total"]
        new = f'row = "{name}"\narticles = {figures["articles"]}\n'
        for what in ("precision", "recall"):
            low, high = figures[f"{what}_95"]
            new += f"{what} = {figures[what]:.3f}\n{what}_95 = [{low:.2f}, {high:.2f}]\n"
        toml = re.sub(rf'row = "{name}"\n(?:\w+ = .*\n)+', new, toml)
    FIGURES.write_text(toml, "utf-8")


if __name__ == "__main__":
    main()
