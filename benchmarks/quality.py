"""Write the figures of a cross-validation where people read them.

    python -m benchmarks.quality FIGURES

FIGURES is what `cross_validate --json` wrote. Made of it are docs/quality.md, from the text in
`benchmarks/quality.md`; corpus/labelling/quality.toml, which cards repeat; and the README's
sentence.
"""

from __future__ import annotations

import argparse
import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.sources import BY_NAME, GROUPS

ROOT = Path(__file__).parents[1]
TEXT = Path(__file__).with_suffix(".md")  # of the page, with places for the tables
SHOWN = ("0.5", "0.6", "0.65", "0.7", "0.8", "0.9")  # confidences
SCHEMES = {
    "folds": "domain",
    "sources": "source",
    "measure": "source; measure",
    "measure_new": "source; measure, new domains",
}
OUT_OF_SOURCE = ("sources", "measure")
NEW = "measure_new"
CARD = (
    ("sources", "news, residual text", "news pages as text extractors leave them"),
    ("sources", "news, whole pages", "whole news pages"),
    ("sources", "WCXB, residual text", "articles and blogs as text extractors leave them (WCXB)"),
    ("sources", "WCXB, whole pages", "whole pages of articles and blogs (WCXB)"),
    (NEW, "news, residual text", "news pages of 2017 as text extractors leave them"),
    (NEW, "news, whole pages", "whole news pages of 2017"),
)  # fmt: skip
UNSEEN = (
    "The line model had seen no page of their sources, nor of a site that occurs there; the rules "
    "were developed on some of these sources, but not on the news of 2017. In forums the labels "
    "call the posts comments, also where these are the text."
)
WIDTH = 118  # columns of the README

Said = dict[str, Any]
Row = Sequence[str]


def number(value: float | None, places: int = 3) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def interval(figures: Said, name: str) -> str:
    """A figure with its interval, where it has one."""
    if f"{name}_95" not in figures:
        return number(figures[name])
    low, high = figures[f"{name}_95"]
    return f"{number(figures[name])} ({low:.2f} to {high:.2f})"


def parts(said: Said, schemes: Sequence[str] = (*SCHEMES,)) -> Iterator[tuple[str, str, Said]]:
    """The parts of the figures, each by one scheme after the other: part, scheme, figures."""
    every = dict.fromkeys(name for scheme in schemes for name in said[scheme]["part"])
    for name in sorted(every):
        for scheme in schemes:
            if name in said[scheme]["part"]:
                yield name, scheme, said[scheme]["part"][name]


def totals(said: Said) -> Iterator[Row]:
    yield (
        "", "unseen by the model", "texts", "precision", "recall", "precision, pages capped",
        "recall, pages capped", "calibration error", "... capped", "right kind",
    )  # fmt: skip
    for name, scheme, its in parts(said):
        for what, figures in ((name, its), ("... captions counted", its["captions_counted"])):
            own = what == name
            yield (
                what,
                SCHEMES[scheme],
                str(figures["texts"]) if own else "",
                *(
                    interval(figures, f"{figure}{capped}")
                    for capped in ("", "_capped")
                    for figure in ("precision", "recall")
                ),
                interval(figures, "calibration_error") if own else "",
                number(figures["calibration_error_capped"]) if own else "",
                number(its["kind_right"], 2) if own else "",
            )


def words(said: Said) -> Iterator[Row]:
    yield (
        "", "unseen by the model", "nothing removed", "ours", "captions removed too",
        "gold removed", "gap closed", "... captions removed too",
    )  # fmt: skip
    for name, scheme, its in parts(said):
        captions = its["captions_counted"]
        yield (
            name,
            SCHEMES[scheme],
            number(its["words_whole"]),
            interval(its, "words_ours"),
            number(captions["words_ours"]),
            number(its["words_gold"]),
            interval(its, "gap_closed"),
            number(captions["gap_closed"], 2),
        )


def files(said: Said) -> Iterator[Row]:
    yield (
        "", "texts", "precision", "recall", "captions counted: precision", "recall",
        "calibration error", "words F1: nothing removed", "ours", "gap closed",
    )  # fmt: skip
    for scheme in OUT_OF_SOURCE:
        for name, its in said[scheme]["file"].items():
            captions = its["captions_counted"]
            yield (
                name,
                str(its["texts"]),
                interval(its, "precision"),
                interval(its, "recall"),
                number(captions["precision"]),
                number(captions["recall"]),
                number(its["calibration_error"]),
                number(its["words_whole"]),
                number(its["words_ours"]),
                number(its["gap_closed"], 2),
            )


def variants(said: Said) -> Iterator[Row]:
    yield "", "texts", "precision", "recall", "nothing removed", "ours", "below the floor"
    for scheme in OUT_OF_SOURCE:
        for name, of_file in said[scheme]["file"].items():
            for variant, its in of_file["variant"].items():
                whole, ours = its["words_whole"], its["words_ours"]
                yield (
                    f"{name.partition(',')[0]}, {variant}",
                    str(its["texts"]),
                    *(number(its[figure]) for figure in ("precision", "recall")),
                    *(number(value, 4) for value in (whole, ours)),
                    "**yes**" if whole is not None and ours < whole else "",
                )


def gold(said: Said) -> Iterator[Row]:
    yield "", "unseen by the model", "precision", "recall", "gap closed", "as given: precision", \
        "recall", "gap closed"  # fmt: skip
    for name, scheme, its in parts(said, ("folds", "sources")):
        if name.startswith("WCXB"):
            cells = [
                (number(f["precision"]), number(f["recall"]), number(f["gap_closed"], 2))
                for f in (its, its["gold_as_given"])
            ]
            yield name, SCHEMES[scheme], *cells[0], *cells[1]


def without(said: Said) -> Iterator[Row]:
    yield "", "without", "precision", "recall"
    for name, _, its in parts(said, ("sources",)):
        for source, figures in its["without"].items():
            yield name, source, number(figures["precision"]), number(figures["recall"])


def curve(said: Said) -> Iterator[Row]:
    yield "", "unseen by the model", *SHOWN
    for name, scheme, its in parts(said, OUT_OF_SOURCE):
        at = [its["curve"][confidence] for confidence in SHOWN]
        yield (
            name,
            SCHEMES[scheme],
            *(f"{number(f['precision'])} / {number(f['recall'])}" for f in at),
        )


def languages(said: Said) -> Iterator[Row]:
    yield "", "", "texts", "precision", "recall", "words F1: nothing removed", "ours"
    for name, scheme, its in parts(said, OUT_OF_SOURCE):
        of_part = its["language"]
        for language in sorted(of_part, key=lambda name: (-of_part[name]["texts"], name)):
            f = of_part[language]
            shares = (f["precision"], f["recall"], f["words_whole"], f["words_ours"])
            what = f"{name}, measure only" if scheme == "measure" else name
            yield what, language, str(f["texts"]), *(number(share) for share in shares)


def not_left_out(said: Said) -> str:
    """The sentence on groups of files without which no model was trained."""
    measured = {BY_NAME[name.partition(",")[0]].group for name in said["sources"]["file"]}
    missing = ", ".join(f"`{group}`" for group in GROUPS if group not in measured)
    return f"  No model was trained without {missing}.\n" if missing else ""


TABLES = (totals, words, files, variants, gold, without, curve, languages)


def table(rows: Iterator[Row]) -> str:
    head, *rest = rows
    lines = [head, ["---"] * len(head), *rest]
    said = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    return re.sub(r"\|  (?=\|)", "| ", said)


def page(said: Said) -> str:
    """docs/quality.md."""
    made = {make.__name__: table(make(said)) for make in TABLES}
    made |= {not_left_out.__name__: not_left_out(said)}
    return re.sub(r"\{\{ (\w+) \}\}\n", lambda place: made[place[1]], TEXT.read_text("utf-8"))


def card(said: Said) -> str:
    """corpus/labelling/quality.toml."""
    text = (
        "# How good the labels of this version are, from text alone; written by "
        "benchmarks/quality.py.\n# docs/quality.md says how this was measured. Precision and "
        "recall count characters of\n# boilerplate; each with its 95% interval.\n\n"
        f'unseen = "{UNSEEN}"\n'
    )
    for scheme, row, on in CARD:
        figures = said[scheme]["part"][row]
        text += f'\n[[figure]]\non = "{on}, of sources unseen in training"\n'
        text += f"articles = {figures['texts']}\n"
        for what in ("precision", "recall"):
            low, high = figures[f"{what}_95"]
            text += f"{what} = {figures[what]:.3f}\n{what}_95 = [{low:.2f}, {high:.2f}]\n"
    return text


def sentence(said: Said) -> str:
    """What the README says, as an item of its list of limits."""

    def percent(scheme: str, row: str, figure: str) -> str:
        figures = said[scheme]["part"][row]
        return f"{100 * figures['captions_counted'][figure]:.0f}%"

    whole, left = "whole pages", "residual text"
    text = (
        "- From text alone, on pages of a source that the line model has seen nothing of, captions "
        f"counted: on whole pages the labels find {percent('sources', f'WCXB, {whole}', 'recall')} "
        f"(articles and blogs) and {percent('sources', f'news, {whole}', 'recall')} (news) of the "
        f"boilerplate; of what extractors leave {percent('sources', f'WCXB, {left}', 'recall')} "
        f"and {percent('sources', f'news, {left}', 'recall')}, and "
        f"{percent('sources', f'WCXB, {left}', 'precision')} and "
        f"{percent('sources', f'news, {left}', 'precision')} of what is labelled there is "
        f"boilerplate. Of what extractors leave of {said[NEW]['part'][f'news, {left}']['pages']} "
        "news pages of 2017, of domains and a source that nothing was tuned on, they find "
        f"{percent(NEW, f'news, {left}', 'recall')}, and "
        f"{percent(NEW, f'news, {left}', 'precision')} of it is right. In forums they call the "
        "posts comments, also where these are the text: [label quality](docs/quality.md)."
    )
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False) + "\n"


def readme(said: Said, before: str) -> str:
    """The README with its sentence made again."""
    made, count = re.subn(
        r"^- From text alone.*\n(?:  .*\n)*",
        lambda _: sentence(said),
        before,
        flags=re.MULTILINE,
    )
    if count != 1:
        raise ValueError("README.md has no item of text alone")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("figures", type=Path)
    said = json.loads(parser.parse_args().figures.read_text())
    (ROOT / "docs" / "quality.md").write_text(page(said), "utf-8")
    (ROOT / "corpus" / "labelling" / "quality.toml").write_text(card(said), "utf-8")
    front = ROOT / "README.md"
    front.write_text(readme(said, front.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
