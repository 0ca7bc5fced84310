"""The splits of a release, in the order of their codes."""

from __future__ import annotations

SPLITS = ("train", "validation", "test")
TRAIN, VALIDATION, TEST = range(3)
