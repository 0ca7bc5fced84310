"""How much of one input the builder takes: what stands beyond a limit is told, not read."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """The settings of the table [limits] of a configuration."""

    # A page of `page_bytes` as JSON writes it. The longest of the 239,073 records of the bench, the
    # training and the measuring pages has 1 MB.
    record_bytes: int = 12_000_000
    text_lines: int = 200_000  # of which each is labelled: under 1 GB of memory then
    record_problems: int = 20  # what fits on a screen
    # What follows was tuned on the 4,414 pages of the bench, the training and the measuring pages:
    # the most of any of them was 5.3 MB, 26,000 tags, 90 levels and 136 attributes.
    page_bytes: int = 10_000_000  # of a page as it was sent, unpacked
    page_tags: int = 200_000  # 0.3 GB of memory, and 2.5 s to make the text
    page_depth: int = 250  # libxml2, by which dates and authors are guessed, takes 255
    page_attributes: int = 1_000  # of one tag
