"""The label set: names, order, families. `docs/labels.md` says what each one means.

The order is the `ClassLabel` encoding of every release, so it only ever grows at the end.
"""

from __future__ import annotations

BOILERPLATE = (
    "related_links",
    "cross_promotion",
    "newsletter_signup",
    "paywall_notice",
    "donation_appeal",
    "advertisement",
    "navigation",
    "share_follow",
    "comments",
    "contact",
    "about_author",
    "about_publisher",
    "syndication_credit",
    "tags_topics",
    "legal_notice",
    "media_widget",
    "other",
)
FURNITURE = ("headline", "standfirst", "byline", "dateline", "caption", "subheading")

LABELS = BOILERPLATE + FURNITURE
_ANY_BOILERPLATE = frozenset(BOILERPLATE)
CODE = {name: code for code, name in enumerate(LABELS)}


FAMILIES = {"boilerplate": BOILERPLATE, "furniture": FURNITURE}


def family(label: str) -> str:
    """`boilerplate` or `furniture`."""
    return next(name for name, labels in FAMILIES.items() if label in labels)


def is_boilerplate(label: str) -> bool:
    """Whether a reader of the article would not miss a span of this label."""
    return label in _ANY_BOILERPLATE
