"""docs/worth.md, from the figures of `benchmarks.worth`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import table

TEXT = Path(__file__).with_name("worth.md")  # of the page, with places for the tables
RESAMPLES = 2000  # percentile bootstrap over domains (Efron and Tibshirani 1993)
ENDS = (2.5, 97.5)

Said = Mapping[str, Any]
Scores = Mapping[str, float]  # words F1 by page


class Pages:
    """The pages of a figure: domains are drawn, and the pages of a domain together."""

    def __init__(self, domains: Mapping[str, str]) -> None:
        self._ids = sorted(domains)
        _, domain = np.unique([domains[each] for each in self._ids], return_inverse=True)
        chance, count = np.random.default_rng(0), int(domain.max()) + 1
        drawn = chance.integers(0, count, (RESAMPLES, count))
        times = np.array([np.bincount(row, minlength=count) for row in drawn])
        self._times = times[:, domain]
        self.domains = count

    def __len__(self) -> int:
        return len(self._ids)

    def mean(self, scores: Scores) -> str:
        """The mean with its 95% interval."""
        values = self._values(scores)
        low, high = self._interval(values)
        return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"

    def gain(self, scores: Scores, over: Scores) -> str:
        """How much better than others, page by page, with its 95% interval."""
        values = self._values(scores) - self._values(over)
        low, high = self._interval(values)
        return f"{values.mean():+.3f} ({low:+.3f} to {high:+.3f})"

    def _values(self, scores: Scores) -> NDArray[np.float64]:
        return np.array([scores[each] for each in self._ids])

    def _interval(self, values: NDArray[np.float64]) -> tuple[float, float]:
        means = (self._times @ values) / self._times.sum(axis=1)
        low, high = np.percentile(means, ENDS)
        return float(low), float(high)


def page(said: Said) -> str:
    """The page."""
    every, new = Pages(said["domains"]), Pages(_new(said))
    made = {
        "rivals": table(rivals(said, every, new)),
        "curve": table(curve(said, new)),
        "choice": table(choice(said, new)),
        "evidence": table(evidence(said, new)),
        "splits": table(splits(said, new)),
        "pages": f"{len(every)} pages of {every.domains} domains",
        "new": f"{len(new)} of {new.domains} domains",
        "gain_50": new.gain(said["articles-50"]["together"], said["programs"]),
        "gain_all": new.gain(said["people"]["together"], said["programs"]),
        "all": str(said["people"]["judged"]),
        "articles": f"558 articles, {said['people']['learned_from']} of them in `train`",
    }
    return re.sub(
        r"\{\{ (\w+) \}\}", lambda place: made[place[1]].rstrip(), TEXT.read_text("utf-8")
    )


def _new(said: Said) -> dict[str, str]:
    """The pages of domains that stand in no file that anything learns from."""
    known = set(said["known"])
    return {each: domain for each, domain in said["domains"].items() if domain not in known}


def rivals(said: Said, every: Pages, new: Pages) -> Iterator[list[str]]:
    yield ["", "all pages", "new domains"]
    people = said["people"]
    rows = {
        "nothing removed": said["rivals"]["full"],
        "readability": said["rivals"]["readability"],
        "trafilatura": said["rivals"]["traf"],
        "the builder as shipped, from text alone": said["shipped"],
        "the same, its line model trained on the bench alone": said["programs"],
        "a model of the corrected articles of `train`, alone": people["model"],
        "the builder with it (share {weight:.2f})".format(**people): people["together"],
    }
    for name, scores in rows.items():
        yield [name, every.mean(scores), new.mean(scores)]


def curve(said: Said, new: Pages) -> Iterator[list[str]]:
    yield [
        "corrected in `train`", "learned from", "the model alone", "its share", "the next build",
        "gain over no model",
    ]  # fmt: skip
    yield ["none", "", "", "", new.mean(said["programs"]), ""]
    shown = {
        "corrected-50": "50 pages of all kinds",
        "corrected-200": "200 pages of all kinds",
        "corrected-800": "800 pages of all kinds",
        "articles-50": "50 articles",
        "articles-200": "200 articles",
        "people": "all articles",
    }
    yield from _rows(shown, said, new)


def choice(said: Said, new: Pages) -> Iterator[list[str]]:
    yield ["", "learned from", "the model alone", "its share", "the next build", "gain"]
    shown = {
        "articles-50": "50 articles, with what programs labelled",
        "articles-50-alone": "50 articles alone",
        "articles-200": "200 articles, with what programs labelled",
        "articles-200-alone": "200 articles alone",
    }
    yield from _rows(shown, said, new)


def _rows(shown: dict[str, str], said: Said, new: Pages) -> Iterator[list[str]]:
    """The rows of those models that were measured, as they are shown."""
    for name, called in shown.items():
        if name in said:
            yield _row(called, said[name], said, new)


def _row(shown: str, its: Said, said: Said, new: Pages) -> list[str]:
    return [
        shown,
        str(its["learned_from"]),
        new.mean(its["model"]),
        f"{its['weight']:.2f}",
        new.mean(its["together"]),
        new.gain(its["together"], said["programs"]),
    ]


def evidence(said: Said, new: Pages) -> Iterator[list[str]]:
    yield ["labels by", "articles", "the model alone", "beside people's labels"]
    for name in ("people", "all programs", "line model", "rules", "templates"):
        if name in said:
            its = said[name]
            gain = "" if name == "people" else new.gain(its["model"], said["people"]["model"])
            yield [name, str(its["learned_from"]), new.mean(its["model"]), gain]


def splits(said: Said, new: Pages) -> Iterator[list[str]]:
    yield ["split by", "articles in `train`", "on its own `test`", "on new domains"]
    for name, by in (("people", "story"), ("split-outlet", "outlet"), ("split-time", "time")):
        if name in said:
            its = said[name]
            own = Pages({str(place): str(place) for place in range(len(its["own_test"]))})
            scores = {str(place): score for place, score in enumerate(its["own_test"])}
            measured = new.mean(its["model"])
            yield [by, str(its["learned_from"]), f"{own.mean(scores)}, {len(own)} pages", measured]
