"""The figures of `corpus evaluate` as tables of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_OUTLETS = 20  # those with most articles are shown
_NAME = 28  # characters of a name


def as_text(figures: dict[str, Any]) -> Iterator[str]:
    """The figures, as `evaluate.evaluate` gives them, for people, line by line."""
    yield (
        f"release {figures['release']}, labels from {figures['min_confidence']} confidence up; "
        "boilerplate characters"
    )
    yield _head(with_words="words_f1" in figures["total"])
    yield _row("all", figures["total"])
    if figures["captions_counted"]["articles"]:
        yield _row("captions counted", figures["captions_counted"])
    for kind in ("part", "language", "outlet"):
        yield from _group_rows(kind, figures[kind])
    yield from _label_rows(figures["label"])
    yield "without one source (what it adds and costs)"
    for source, values in figures["without"].items():
        yield _row(f"without {source}", values)
    yield "what --min-confidence trades"
    for point in figures["curve"]:
        precision, recall = _share(point["precision"]), _share(point["recall"])
        yield f"  {point['min_confidence']:.2f}  P {precision}  R {recall}"
    yield f"kind right {_share(figures['kind_right'])}"
    yield f"calibration error {_share(figures['calibration']['error'])}"


def _head(with_words: bool) -> str:
    columns = (
        f"  {'':{_NAME}}{'pages':>6}{'b. chars':>10}  {'P':>6} {'R':>6} {'F1':>6}"
        f" {'P 95%':11} {'R 95%':11}"
    )
    return (columns + ("  words F1: left, ours, gold, gap closed" if with_words else "")).rstrip()


def _row(name: str, values: dict[str, Any]) -> str:
    shares = " ".join(f"{_share(values[figure]):>6}" for figure in ("precision", "recall", "f1"))
    row = f"  {name[:_NAME]:{_NAME}}{values['articles']:6}{values['boilerplate']:10}  {shares}"
    row += _interval(values.get("precision_95")) + _interval(values.get("recall_95"))
    if "words_f1" in values:
        words = values["words_f1"]
        row += f"  {words['nothing removed']:.3f} {words['ours']:.3f} {words['gold removed']:.3f}"
        row += f" {_share(values['gap_closed']):>6}"
    return row.rstrip()


def _group_rows(kind: str, groups: dict[str, dict[str, Any]]) -> Iterator[str]:
    largest_first = sorted(groups.items(), key=lambda group: -group[1]["articles"])
    shown = largest_first[:_OUTLETS] if kind == "outlet" else largest_first
    yield f"by {kind}"
    for name, values in shown:
        yield _row(name, values)
    if more := len(largest_first) - len(shown):
        yield f"  ... and {more} more: --json"


def _label_rows(labels: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield "by label given"
    yield f"  {'':{_NAME}}{'chars':>8} {'P':>6} {'kind':>6} {'R':>6}"
    for label, values in labels.items():
        figures = ("precision", "kind_right", "recall_of_kind")
        shares = " ".join(f"{_share(values[figure]):>6}" for figure in figures)
        yield f"  {label:{_NAME}}{values['characters']:>8} {shares}"


def _interval(ends: list[float] | None) -> str:
    return f" [{ends[0]:.2f} {ends[1]:.2f}]" if ends else " " * 12


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
