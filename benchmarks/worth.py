"""What people's corrections, splits and sources of evidence are worth, for docs/worth.md.

    python -m benchmarks.worth --work FOLDER [--shared ../shared] [STEP ...]

Releases are built of the whole pages of the training files, as text, with their gold as people's
labels. Models learn from them as `corpus train` does, and are measured on `ir_news2017`, which
nothing learns from. The programs that label what nobody corrected must not have seen these pages
either: their line model is trained here on the bench alone. Every step is kept in FOLDER, and is
not made again. `pip install -e '.[train]'` installs what it needs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import line_gold, sources
from benchmarks.measured_texts import COVERED, use
from benchmarks.sources import BENCH, TRAINING
from benchmarks.worth_page import page
from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.evaluate import measure, replay
from corpus.evaluate.replay import VotedArticle
from corpus.identify.canonical import canonicalise, sha256
from corpus.labelling.label_model import MIN_CONFIDENCE, choose_spans, is_human
from corpus.labelling.learned import save
from corpus.labelling.line_model import model
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build
from corpus.release.reader import Release
from corpus.split.assign import Choice
from corpus.training import train
from corpus.training.heard import hear
from corpus.training.learn import learn
from corpus.training.measure import cast_votes
from corpus.training.share import Share, share

ARTICLES = (
    *("misinfo", "magic", "fundus_eval", "fundus_old", "zh_handmade", "newspaper4k"),
    "site_rules",
)
OTHERS = ("wcxb_other",)  # pages that are no articles
MEASURE = ("ir_news2017",)
WHOLE = "full"
# The label of a line whose gold is no boilerplate: what it says of it.
FURNITURE = {
    "title": "headline",
    "byline": "byline",
    "date": "dateline",
    "lede": "standfirst",
    "heading": "subheading",
}

Relabel = Callable[[VotedArticle], VotedArticle]
Page = dict[str, Any]


class Worth:
    """All steps; each is kept in a file of the work folder, and read from there."""

    def __init__(self, shared: Path, work: Path) -> None:
        self._shared, self._work = shared, work
        work.mkdir(parents=True, exist_ok=True)

    def programs(self) -> Path:
        """The weights of a line model that has seen whole pages of the bench alone."""
        file = self._work / "bench.npz"
        if not file.exists():
            read = line_gold.load(self._shared, sources.names(BENCH)).examples
            whole = ~read.residual
            tally = Counter(read.languages.tolist())
            languages = sorted(name for name, count in tally.items() if name and count >= 20)
            about = {"trained_by": "benchmarks/worth.py", "languages": languages}
            learned = learn(read, whole, whole, about, say=say)
            save(learned.weights._asdict(), file)
        return file

    def release(self, by: str, files: Sequence[str], name: str) -> Release:
        """A release of pages, all of them judged by people."""
        folder = self._work / name
        if not (folder / "out" / "latest").exists():
            raw = folder / "raw"
            raw.mkdir(parents=True, exist_ok=True)
            records, labels = zip(*map(_as_article, self._pages(files)), strict=True)
            if files == MEASURE:  # so that only the page itself tells: no template can help
                records = tuple({**record, "outlet": record["id"]} for record in records)
            lines = "".join(f"{json.dumps(record)}\n" for record in records)
            (raw / "pages.jsonl").write_text(lines, "utf-8")
            (raw / "pages.labels.json").write_text(json.dumps(labels), "utf-8")
            config = Config(raw, folder / "out", split=Choice(by))
            build(config, Runner(Local(1), Silent()))
        return Release.open(folder / "out" / "latest")

    def measured(self) -> tuple[list[VotedArticle], dict[str, Page]]:
        """The pages to measure on, with the votes of the programs, and their gold by id."""
        pages = {_id(each): each for each in self._pages(MEASURE)}
        release = self.release("story", MEASURE, f"measure-{model.FILE.name}")
        return list(replay.articles(release)), pages

    def _pages(self, files: Sequence[str]) -> list[Page]:
        return [
            each
            for each in sources.pages(self._shared, files)
            if each["ok"] and each["variants"].get(WHOLE, {}).get("cov", 0) >= COVERED
        ]

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, as JSON."""
        file = self._work / f"{name}.json"
        if not file.exists():
            say(name)
            file.write_text(json.dumps(make()))
        return json.loads(file.read_text())

    def rivals(self) -> Any:
        """Words F1 of every page by what others leave of it."""
        pages = self._pages(MEASURE)
        return {
            name: {_id(each): _f1(_text(each, name), each["gold_main"]) for each in pages}
            for name in (WHOLE, "traf", "readability")
        }

    def of_programs(self) -> Any:
        """Words F1 of every page by the programs as they are now."""
        articles, pages = self.measured()
        return {each.id: _score(each, each.votes, pages) for each in articles}

    def of_model(
        self,
        release: Release,
        relabel: Relabel,
        choose: Callable[[list[VotedArticle]], list[VotedArticle]] = list,
    ) -> Any:
        """Words F1 of every page by a model that learned from a release as relabelled."""
        learned_from, validation = (
            [relabel(each) for each in replay.articles(release, split)]
            for split in ("train", "validation")
        )
        learned_from = [_without_kinds(each) for each in choose(learned_from)]
        taught = train.teach(learned_from)
        said = (taught.learned.weights, taught.languages)
        its_share = share(hear(validation, *said))
        articles, pages = self.measured()
        found: dict[str, Any] = {"model": {}, "together": {}}
        for each in hear(articles, *said):
            _, alone, both = cast_votes(each, its_share)
            found["model"][each.article.id] = _score(each.article, alone, pages)
            found["together"][each.article.id] = _score(each.article, both, pages)
        own = [
            _own_score(each.article, cast_votes(each, Share(0.0, 0.5, 0))[1])
            for each in hear([*replay.articles(release, "test")], *said)
        ]
        return {
            **found,
            "own_test": own,
            "weight": its_share.weight,
            "judged": sum(each.human_labelled for each in learned_from),
            "learned_from": len(learned_from),
            "outlets": sorted({each.outlet for each in learned_from}),
        }

    def domains(self) -> dict[str, str]:
        """The domain of every page to measure on."""
        return {_id(each): sources.domain(each) for each in self._pages(MEASURE)}

    def known(self) -> list[str]:
        """The domains that the builder's own models have learned from."""
        every = sources.pages(self._shared, sources.names(BENCH, TRAINING))
        return sorted({sources.domain(each) for each in every})


def say(line: str) -> None:
    print(line, flush=True)


def _id(each: Page) -> str:
    return f"p{sha256(each['id'])[:16]}"


def _as_article(each: Page) -> tuple[Page, Page]:
    """A page as a raw article, and its gold as a labels file has it."""
    text = each["variants"][WHOLE]["text"]
    canonical = canonicalise(text)
    record = {"id": _id(each), "outlet": sources.domain(each), "text": text}
    if each["title"]:
        record["title"] = each["title"]
    if each["date"]:
        record["published"] = each["date"]
    judged = {
        "id": _id(each),
        "sha256": sha256(canonical),
        "annotator": "gold",
        "date": "2026-11-26",
        "complete": True,
        "spans": list(_spans(each, canonical)) if len(canonical) == len(text) else [],
    }
    return record, judged


def _spans(each: Page, text: str) -> Iterator[dict[str, Any]]:
    """The gold's boilerplate and furniture; what it leaves open is story if in its main text."""
    for start, end, which, *why in each["variants"][WHOLE]["lines"]:
        label = FURNITURE.get(why[0]) if which == "a" and why else None
        is_open = which == "a" and label is None
        if which == "b" or (is_open and text[start:end].strip() not in each["gold_main"]):
            label = "other"
        if label:
            yield {"start": start, "end": end, "label": label, "text": text[start:end]}


def _text(each: Page, variant: str) -> str:
    return str(each["variants"].get(variant, {}).get("text", ""))


def _f1(text: str, main: str) -> float:
    return measure.words_f1(text, main)


def _score(article: VotedArticle, votes: Sequence[Vote], pages: dict[str, Page]) -> float:
    """Words F1 of a page's text without what programs' votes make boilerplate."""
    return _f1(_left(article, votes), pages[article.id]["gold_main"])


def _own_score(article: VotedArticle, votes: Sequence[Vote]) -> float:
    """The same against the labels of the release."""
    boilerplate = [span[:2] for span in article.spans if is_boilerplate(span.label)]
    return _f1(_left(article, votes), measure.cut(article.text, boilerplate))


def _left(article: VotedArticle, votes: Sequence[Vote]) -> str:
    programs = [vote for vote in votes if not is_human(vote.source)]
    spans = choose_spans(programs, min_confidence=MIN_CONFIDENCE)
    return measure.cut(article.text, [s[:2] for s in spans if is_boilerplate(s.label)])


def _without_kinds(article: VotedArticle) -> VotedArticle:
    """An article whose boilerplate is of one kind: figures do not look at kinds."""
    return article._replace(
        spans=[
            span._replace(label="other") if is_boilerplate(span.label) else span
            for span in article.spans
        ]
    )


def judged_alone(its: list[VotedArticle]) -> list[VotedArticle]:
    return [article for article in its if article.human_labelled]


def as_they_are(article: VotedArticle) -> VotedArticle:
    return article


def labelled_by(counts: Callable[[Vote], bool] = lambda _: True) -> Relabel:
    """Articles as if nobody had judged them and only some programs had voted."""

    def relabel(article: VotedArticle) -> VotedArticle:
        spans = replay.program_spans(article, MIN_CONFIDENCE, counts)
        return article._replace(human_labelled=False, spans=spans)

    return relabel


def corrected(release: Release, count: int) -> Relabel:
    """Articles as if people had corrected so many of train, and as large a share of the others.

    Which they are is drawn by SHA-256; fewer are among more.
    """
    chosen: set[str] = set()
    of_train = sum(1 for _ in release.rows("train", ["id"]))
    for split in release.splits:
        ids = sorted((row["id"] for row in release.rows(split, ["id"])), key=_drawn)
        chosen |= {*ids[: round(len(ids) * count / of_train)]}
    uncorrected = labelled_by()
    return lambda article: article if article.id in chosen else uncorrected(article)


def _drawn(article_id: str) -> str:
    return hashlib.sha256(f"worth {article_id}".encode()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("only", nargs="*", metavar="STEP", help="make these alone, in this order")
    options = parser.parse_args()
    worth = Worth(options.shared, options.work)
    shipped = worth.kept("shipped", worth.of_programs)
    use(worth.programs())
    said: dict[str, Any] = {
        "domains": worth.domains(),
        "known": worth.known(),
        "shipped": shipped,
        "programs": worth.kept("programs", worth.of_programs),
        "rivals": worth.kept("rivals", worth.rivals),
    }
    every = worth.release("story", (*ARTICLES, *OTHERS), "every")
    articles = worth.release("story", ARTICLES, "articles")

    def by_outlet() -> Release:
        return worth.release("outlet", ARTICLES, "articles-outlet")

    def by_time() -> Release:
        return worth.release("time", ARTICLES, "articles-time")

    def said_by(source: str) -> Relabel:
        return labelled_by(lambda vote: vote.source.startswith(source))

    made: dict[str, Callable[[], Any]] = {
        "corrected-50": lambda: worth.of_model(every, corrected(every, 50)),
        "corrected-200": lambda: worth.of_model(every, corrected(every, 200)),
        "corrected-800": lambda: worth.of_model(every, corrected(every, 800)),
        "articles-50-alone": lambda: worth.of_model(
            articles, corrected(articles, 50), judged_alone
        ),
        "articles-200-alone": lambda: worth.of_model(
            articles, corrected(articles, 200), judged_alone
        ),
        "articles-50": lambda: worth.of_model(articles, corrected(articles, 50)),
        "articles-200": lambda: worth.of_model(articles, corrected(articles, 200)),
        "people": lambda: worth.of_model(articles, as_they_are),
        "all programs": lambda: worth.of_model(articles, labelled_by()),
        "line model": lambda: worth.of_model(articles, said_by("model:")),
        "rules": lambda: worth.of_model(articles, said_by("rule:")),
        "templates": lambda: worth.of_model(articles, said_by("template:")),
        "split-outlet": lambda: worth.of_model(by_outlet(), as_they_are),
        "split-time": lambda: worth.of_model(by_time(), as_they_are),
    }
    for name in options.only:
        worth.kept(name, made[name])
    if options.only:
        return
    said |= {name: worth.kept(name, make) for name, make in made.items()}
    Path("docs/worth.md").write_text(page(said), "utf-8")


if __name__ == "__main__":
    main()
