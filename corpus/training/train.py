"""`corpus train`: from a release to a folder with a model that can vote in the next build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from corpus._version import __version__
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.evaluate.replay import VotedArticle
from corpus.labelling.line_model import model
from corpus.labelling.trained import FORMAT
from corpus.release.reader import Release
from corpus.training import measure, of_release
from corpus.training.examples import SCALED, Examples
from corpus.training.heard import hear, hear_before
from corpus.training.learn import Learned, learn
from corpus.training.share import share
from corpus.training.trees import TREES

LEAST = 20  # articles that can teach anything; also of a language that counts as learned
LIBRARIES = ("numpy", "scipy", "scikit-learn", "catboost")
TRAIN, VALIDATION, TEST = "train", "validation", "test"
UNSEEN = "unseen outlets"  # of train, as the model read them before it learned from them


class Model(NamedTuple):
    """A model and all that its folder says of it."""

    weights: model.Weights
    description: dict[str, Any]  # what model.json says, but for the SHA-256 of the weights


class Taught(NamedTuple):
    """What came of the articles that a model learned from."""

    examples: Examples
    learned: Learned
    languages: list[str]  # that it has learned


def train(release: Release, name: str, say: Callable[[str], None] = lambda _: None) -> Model:
    """Train a model on the train split of a release, and measure it on the others.

    Args:
        release: With its votes.
        name: Of the model.
        say: Is told how far it is.

    Raises:
        CannotRunError: a file of the release cannot be read, or it has too little to learn from.
    """
    its = of_release.articles(release, TRAIN)
    if len(its) < LEAST:
        raise _too_little(f"{len(its)} articles in {TRAIN}", f"at least {LEAST}")
    say(f"{len(its)} articles to learn from")
    taught = teach(its, say)
    weights, languages = taught.learned.weights, taught.languages
    others = {
        split: hear(of_release.articles(release, split), weights, languages)
        for split in (VALIDATION, TEST)
        if split in release.splits
    }
    its_share = share(others.get(VALIDATION, []))
    others[UNSEEN] = hear_before(its, taught.examples, taught.learned, languages)
    confidence = release.manifest.min_confidence
    say("figures")
    return Model(
        weights,
        {
            "format": FORMAT,
            "name": name,
            "weight": its_share.weight,
            "silence": its_share.silence,
            "weighed_on": its_share.articles,
            "languages": languages,
            "labels": list(LABELS),
            "trained_on": {
                "release": release.version,
                "logical_digest": release.manifest.logical_digest,
                **_counts(its),
            },
            "trained_by": {
                "annotated-corpus-builder": __version__,
                **{library: version(library) for library in LIBRARIES},
                "seed": TREES["random_seed"],
            },
            "figures": {
                of: measure.figures(heard, its_share, confidence) for of, heard in others.items()
            },
        },
    )


def teach(its: Sequence[VotedArticle], say: Callable[[str], None] = lambda _: None) -> Taught:
    """Learn a model from articles.

    Args:
        its: At least LEAST articles.
        say: Is told how far it is.

    Raises:
        CannotRunError: they have too little to learn from.
    """
    examples = of_release.examples(its)
    is_held_out = examples.draw % SCALED == 0
    for among in (is_held_out, ~is_held_out):
        if len(np.unique(examples.boilerplate[among & ~examples.furniture])) < 2:
            raise _too_little("an eighth of its outlets has only boilerplate, or none", "both")
    tally = Counter(article.language for article in its)
    languages = sorted(language for language, count in tally.items() if count >= LEAST)
    everything = np.ones(len(examples.length), np.bool_)
    about = {"trained_by": "corpus train", "languages": languages}
    with threadpool_limits(1, "blas"):  # sums of several threads differ in their last bits
        learned = learn(examples, everything, everything, about, say=say)
    return Taught(examples, learned, languages)


def _counts(its: Sequence[VotedArticle]) -> dict[str, int]:
    judged = sum(article.human_labelled for article in its)
    outlets = len({article.outlet for article in its})
    return {"judged": judged, "labelled_by_programs": len(its) - judged, "outlets": outlets}


def _too_little(found: str, expected: str) -> CannotRunError:
    return CannotRunError(
        f"the release has too little to learn from: {found}; expected {expected}; "
        "train on a larger release"
    )
