"""What labels rest on in each language: on a model that was measured, on rules, or on neither.

This is the one place that says so. Voters ask it what counts in a language; the build's output, the
report and the card tell it.
"""

from __future__ import annotations

from enum import StrEnum

# Languages in which the rules know wordings of the twelve commonest kinds of boilerplate.
# `tests/labelling/voters/known_languages.toml` has a line of each.
RULED = frozenset(
    "ar bg ca cs da de el en es fa fi fr he hi hr hu id it ja ko nl no pl pt ro ru sk sv sw tr uk "
    "vi zh".split()
)


class Standing(StrEnum):
    """How well the programs know a language, the best first."""

    MEASURED = "measured"  # the line model has learned it, and figures say how good its labels are
    KNOWN = "known"  # the rules know its wordings; nobody has measured the labels
    UNKNOWN = "unknown"  # only layout, repetition and wordings of other languages count


def standing(tag: str) -> Standing:
    """How well the programs know a language.

    Args:
        tag: BCP 47, as `language.detect` gives it; `und` is unknown.
    """
    from corpus.labelling.line_model import model  # takes longer to import than commands may start

    if tag in model.languages():
        return Standing.MEASURED
    return Standing.KNOWN if tag in RULED else Standing.UNKNOWN
