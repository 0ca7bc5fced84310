"""Lines that somebody judged, as a line model learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.line_model import inputs

PARTS = 4  # of the outlets, for word scores of unseen lines
SCALED = 8  # one in so many outlets teaches the scale


class Examples(NamedTuple):
    """Lines with gold; arrays over them where nothing else is said."""

    lines: inputs.Lines
    boilerplate: NDArray[np.int8]  # 1; 0 story or furniture; -1 not used
    furniture: NDArray[np.bool_]  # headlines, bylines and the like, which figures do not count
    kind: NDArray[np.int64]  # code of the label, or -1
    length: NDArray[np.int64]
    draw: NDArray[np.int64]  # of the line's outlet: outlets are parted by its remainders
    page: NDArray[np.int64]
    fresh: NDArray[np.bool_]  # the first occurrence of this line on its page
    residual: NDArray[np.bool_]  # of what an extractor left, not of a whole page
    weight: NDArray[np.float64]  # how much the line counts
    languages: NDArray[np.str_]  # (pages,); empty where only some lines of the page were judged


def joined(read: Sequence[inputs.Lines]) -> inputs.Lines:
    """Batches of texts as one."""
    first = np.cumsum([0, *(batch.ends[-1] for batch in read)]).tolist()
    return inputs.Lines(
        np.concatenate([its.ends + before for its, before in zip(read, first, strict=False)]),
        np.concatenate([its.words for its in read]),
        np.concatenate([its.line + before for its, before in zip(read, first, strict=False)]),
        np.concatenate([its.table for its in read], axis=1),
    )
