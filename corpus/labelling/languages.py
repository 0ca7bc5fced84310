"""What labels rest on in each language."""

from __future__ import annotations

# Languages in which the rules know wordings of the twelve commonest kinds of boilerplate.
# `tests/labelling/voters/known_languages.toml` has a line of each.
RULED = frozenset(
    "ar bg ca cs da de el en es fa fi fr he hi hr hu id it ja ko nl no pl pt ro ru sk sv sw tr uk "
    "vi zh".split()
)
