"""`corpus evaluate`: a release against gold, as one dictionary and as a page of text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.errors import CannotRunError
from corpus.evaluate import gold, measure, replay
from corpus.release.reader import Release

SOURCES = ("rule", "model", "template", "headline")  # what stands before the colon of a source


class Held(NamedTuple):
    """One article, held against gold."""

    keys: dict[str, str]  # part of the gold, language, outlet
    its: measure.Measured
    without: dict[str, measure.Measured]  # the same without what one source said
    captions: measure.Measured | None  # the same with captions counted, for gold that counts them


def evaluate(release: Path, path: Path) -> dict[str, Any]:
    """The figures of a release, measured on the articles that the gold at `path` knows.

    What people said in the release itself is left aside: the labels are those that rules, model
    and templates give, replayed from the release's votes.

    Raises:
        CannotRunError: no release, no gold, or they share no article.
    """
    opened = Release.open(release)
    held = hold(opened, gold.load(path))
    if not held:
        raise CannotRunError(
            f"{release} and {path} share no article (compared by the sha256 of the canonical "
            "text); expected gold for articles of the release; build the release of the same texts"
        )
    return summarise(release.resolve().name, opened.manifest.min_confidence, held)


def hold(release: Release, known: dict[str, gold.Gold]) -> list[Held]:
    """Every article of a release that gold knows, held against it."""
    least = release.manifest.min_confidence
    held = []
    for row in replay.articles(release):
        if row.sha256 not in known:
            continue
        truth = known[row.sha256]
        alone = truth._replace(main=None)  # words are counted once, it takes long
        keys = {"part": truth.part, "language": row.language, "outlet": row.outlet}
        without = {
            source: measure.measure(
                row.text, alone, replay.program_spans(row, 0.0, _but(source)), least
            )
            for source in SOURCES
        }
        given = replay.program_spans(row, 0.0)
        its = measure.measure(row.text, truth, given, least)
        captions = None
        if truth.kinds is None:  # all that is no main text is boilerplate there
            captions = measure.measure(row.text, truth, given, least, _or_caption)
        held.append(Held(keys, its, without, captions))
    return held


def summarise(name: str, least: float, held: list[Held]) -> dict[str, Any]:
    """The figures over all articles, and over those of each part, language and outlet."""
    step = round(least * measure.STEPS)
    every = [one.its for one in held]
    groups: dict[str, dict[str, list[measure.Measured]]] = defaultdict(lambda: defaultdict(list))
    for one in held:
        for kind, key in one.keys.items():
            groups[kind][key].append(one.its)
    return {
        "release": name,
        "min_confidence": least,
        "total": measure.figures(every, step),
        "captions_counted": measure.figures([one.captions for one in held if one.captions], step),
        "kind_right": measure.kinds_right(every),
        "calibration": measure.calibration(every, step),
        "curve": measure.curve(every),
        **{
            kind: {key: measure.figures(some, step) for key, some in sorted(by.items())}
            for kind, by in groups.items()
        },
        "label": measure.labels(every),
        "without": {
            source: measure.figures([one.without[source] for one in held], step, intervals=False)
            for source in SOURCES
        },
    }


def _or_caption(label: str) -> bool:
    return label == "caption" or is_boilerplate(label)


def _but(source: str) -> Callable[[Vote], bool]:
    return lambda vote: not vote.source.startswith(f"{source}:")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _line(name: str, said: dict[str, Any]) -> str:
    spread = said.get("precision_95"), said.get("recall_95")
    low_high = "".join(f" [{s[0]:.2f} {s[1]:.2f}]" if s else " " * 12 for s in spread)
    text = f"  {name[:28]:28}{said['articles']:6}{said['boilerplate']:10}"
    text += f"  {_share(said['precision']):>6} {_share(said['recall']):>6} {_share(said['f1']):>6}"
    text += low_high
    if "words_f1" in said:
        words = said["words_f1"]
        text += f"  {words['nothing removed']:.3f} {words['ours']:.3f} {words['gold removed']:.3f}"
        text += f" {_share(said['gap_closed']):>6}"
    return text.rstrip()


def as_text(said: dict[str, Any], outlets: int = 20) -> str:
    """The figures as tables; of the outlets those with most articles."""
    head = (
        f"  {'':28}{'pages':>6}{'b. chars':>10}  {'P':>6} {'R':>6} {'F1':>6}"
        f" {'P 95%':11} {'R 95%':11}"
    )
    if "words_f1" in said["total"]:
        head += "  words F1: left, ours, gold, gap closed"
    rows = [
        f"release {said['release']}, labels from {said['min_confidence']} confidence up; "
        "boilerplate characters",
        head.rstrip(),
        _line("all", said["total"]),
    ]
    if said["captions_counted"]["articles"]:
        rows.append(_line("captions counted", said["captions_counted"]))
    for name in ("part", "language", "outlet"):
        most = sorted(said[name].items(), key=lambda one: -one[1]["articles"])
        shown = most[:outlets] if name == "outlet" else most
        rows += [f"by {name}", *(_line(key, its) for key, its in shown)]
        if len(most) > len(shown):
            rows.append(f"  ... and {len(most) - len(shown)} more: --json")
    rows += ["by label given", f"  {'':28}{'chars':>8} {'P':>6} {'kind':>6} {'R':>6}"]
    for label, its in said["label"].items():
        figures = (_share(its[key]) for key in ("precision", "kind_right", "recall_of_kind"))
        rows.append(f"  {label:28}{its['characters']:>8} " + " ".join(f"{f:>6}" for f in figures))
    rows.append("without one source (what it adds and costs)")
    rows += [_line(f"without {source}", its) for source, its in said["without"].items()]
    rows.append("what --min-confidence trades")
    rows += [
        f"  {one['min_confidence']:.2f}  P {_share(one['precision'])}  R {_share(one['recall'])}"
        for one in said["curve"]
    ]
    rows.append(f"kind right {_share(said['kind_right'])}")
    rows.append(f"calibration error {_share(said['calibration']['error'])}")
    return "\n".join(rows)
