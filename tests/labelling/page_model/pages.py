"""Made-up pages for the page model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.labelling.lines import lines
from corpus.labelling.page_model import inputs
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch
from corpus.page.features import page_features
from corpus.page.parse import parse
from corpus.page.text_model import page_text

_TAGS = ("div", "p", "ul", "li", "section", "nav", "h2", "span", "a", "td")
_NAMES = ("story", "menu-item", "SiteFooter", "share", "byline_1", "comments list", "")
_WORDS = ("Home", "goats", "sailed at six.", "Read more", "Advertisement", "the", "captain", "山羊")


def html(seed: int) -> str:
    """A page of nested elements with names and words drawn at random."""
    drawn = np.random.default_rng(seed)
    parts = []
    for _ in range(int(drawn.integers(5, 80))):
        tag, name = drawn.choice(_TAGS), drawn.choice(_NAMES)
        words = " ".join(drawn.choice(_WORDS, drawn.integers(0, 9)))
        end = f"</{tag}>" if drawn.random() < 0.7 else ""
        parts.append(f'<{tag} class="{name}">{words}{end}')
    return "<title>Goats sailed at six</title><h1>Goats</h1>" + "".join(parts)


def read(*pages: str) -> inputs.Pages:
    """Pages as the model reads them."""
    features, split = [], []
    for page in pages:
        tree = parse(page)
        text, of_page = page_text(tree)
        features.append(page_features(tree, text, of_page))
        split.append(lines(text))
    return inputs.read(features, split, rule.vote(Batch(lines=split)))


def split_by_page(pages: inputs.Pages, values: np.ndarray) -> Sequence[np.ndarray]:
    """Values of lines, by page."""
    return np.split(values, pages.lines.ends[:-1], axis=-1)
