"""Articles in any script, with labels."""

from __future__ import annotations

from hypothesis import strategies as st

from corpus.annotate.task import Task
from corpus.contract.article import Span
from corpus.contract.labels import LABELS
from corpus.identify.canonical import canonicalise, sha256

# Emoji with joiners and flags, letters beyond U+FFFF, right-to-left, combining marks, wide spaces.
_PIECES = st.sampled_from(
    ["Read more", "👨‍👩‍👧", "🇫🇷", "𐍈𐍉", "😀", "شارك المقال", "עוד חדשות", "हिन्दी", "e\u0301", "ﬁ",
     "記事", "\u202e", "\u3000", " ", "  ", "\n", "\n\n", "\t", "<b>&amp;", '"', "\\n", "."]
)  # fmt: skip
texts = st.lists(_PIECES | st.text(max_size=3), min_size=1, max_size=30).map(
    lambda pieces: canonicalise("".join(pieces))
)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """A text, and spans of it that do not overlap."""
    text = draw(texts.filter(bool))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = tuple(
        Span(start, end, draw(st.sampled_from(LABELS)), "template:v1", draw(_confidences))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    )
    return Task("te-1", sha256(text), text, spans, {"outlet": "thrushdale-echo"})


_confidences = st.integers(0, 100).map(lambda percent: percent / 100)
