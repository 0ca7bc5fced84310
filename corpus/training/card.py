"""The card of a trained model: what it learned from, how good it is, and how it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus.training.measure import ALONE, PROGRAMS, TOGETHER

_WHOSE = {
    PROGRAMS: "the programs of the builder",
    ALONE: "this model alone",
    TOGETHER: "both, as in the next build",
}
_FIGURES = ("words_ours", "precision_capped", "recall_capped")


def card(description: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    return "\n".join([*_lines(description), ""])


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    on, by = said["trained_on"], said["trained_by"]
    yield f"# {said['name']}"
    yield ""
    yield (
        "A line labeller: for each line of an article, how likely it is boilerplate and of which "
        f"kind. `corpus train` {by['annotated-corpus-builder']} trained it on the split `train` of "
        f"release {on['release']} (logical digest `{on['logical_digest'][:12]}`) alone."
    )
    yield ""
    total = on["judged"] + on["labelled_by_programs"]
    yield f"- Learned from {total} articles of {on['outlets']} outlets."
    yield f"- People judged {on['judged']} of them. Their lines count 1."
    yield (
        f"- The other {on['labelled_by_programs']} have the labels that the release chose, mostly "
        "of programs. Their lines count 0.1: of them the model learns what programs said."
    )
    yield f"- Languages that it has learned: {', '.join(said['languages']) or 'none'}."
    yield ""
    yield "## How good it is"
    yield ""
    yield (
        "Words F1 compares the text without labelled boilerplate with the text without that of the "
        "reference. Precision and recall count characters of boilerplate, no article more than 2% "
        "of them. In brackets 95% intervals by bootstrap over articles."
    )
    yield ""
    yield "| articles | reference | labels by | words F1 | precision | recall |"
    yield "|---|---|---|---|---|---|"
    for of, figures in said["figures"].items():
        yield from _rows(of, figures)
    yield ""
    yield (
        "`unseen outlets` are an eighth of the outlets of `train`, as the model read them before "
        "it learned from them. Where the reference is the release's own labels, a figure says how "
        "far labels agree, not how good they are. On `validation` the share below was learned, so "
        "figures of both are a little too high there."
    )
    yield ""
    yield "## How much it counts"
    yield ""
    yield from _share(said)
    yield ""
    yield "```toml"
    yield "[label]"
    yield f'models = ["path/to/{said["name"]}"]'
    yield "```"


def _rows(of: str, figures: Mapping[str, Any] | None) -> Iterator[str]:
    if figures is None:
        return
    reference = "people's labels" if figures["judged"] else "the release's own labels"
    for whose, name in _WHOSE.items():
        its = figures[whose]
        cells = " | ".join(_cell(its, figure) for figure in _FIGURES)
        yield f"| {of}, {its['pages']} | {reference} | {name} | {cells} |"


def _cell(its: Mapping[str, Any], figure: str) -> str:
    if its[figure] is None:
        return "-"
    low, high = its[f"{figure}_95"]
    return f"{its[figure]:.3f} ({low:.2f} to {high:.2f})"


def _share(said: Mapping[str, Any]) -> Iterator[str]:
    share, judged = said["weight"], said["weighed_on"]
    if not share:
        yield (
            f"Nothing: on the {judged} articles of `validation` that people judged, in languages "
            "that it has learned, it does not make the labels better, or they are too few to tell "
            "(fewer than 5)."
        )
        return
    yield (
        f"In a build with it in `[label] models` its log odds count {share:.2f} and those of the "
        f"builder's programs {1 - share:.2f}. This share has the least log loss on the {judged} "
        "articles of `validation` that people judged. A line on which no program votes counts as "
        f"{said['silence']:.3f} likely boilerplate, as such lines are there."
    )
