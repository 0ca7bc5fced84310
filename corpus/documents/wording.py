"""The words for what a release holds, which card and Croissant file share."""

from __future__ import annotations

from corpus.contract.labels import LABELS

NAME = "Annotated news corpus"
TAGS = ("news", "boilerplate", "boilerplate-removal", "content-extraction", "character-spans")
UNDETERMINED = "und"  # BCP 47
COLUMNS = {
    "id": "Stable name of the article over releases.",
    "url": "Where the article was found.",
    "outlet": "Id of the outlet, else the domain of its site.",
    "outlet_name": "Name of the outlet.",
    "outlet_country": "Country of the outlet, ISO 3166-1 alpha-2.",
    "title": "Headline, as the source gives it.",
    "authors": "Names of the authors, as the source gives them.",
    "published": "When the article was published, UTC.",
    "language": "Language of the text, BCP 47; `und` where it could not be determined.",
    "language_confidence": "How sure the language is, 0 to 1.",
    "text": "The article with its boilerplate: Unicode NFC, newline `\\n`, nothing else touched.",
    "spans": "The labelled spans of `text`, sorted, not overlapping.",
    "sha256": "SHA-256 of the UTF-8 bytes of `text`, hexadecimal.",
    "near_duplicate_of": "Id of the article that stands for this near-copy and its like.",
    "group": "Leak group: no group stands in two splits.",
    "human_labelled": "Whether a person judged the whole text.",
    "license": "Licence of the text, as the source gives it: SPDX id, name or URL.",
    "added_in": "Release that brought the row as it is.",
    "extra": "JSON object of what else the source said; `rights`: its statement of rights.",
}
SPAN = {
    "start": "Code point of `text` where the span begins.",
    "end": "One past its last code point.",
    "label": "What the span is for.",
    "source": "Who chose the label, with its version.",
    "confidence": "How likely the label is right, 0 to 1.",
}
# What a line of each label does, in the labels' order; docs/labels.md says more, with examples.
MEANINGS = dict(
    zip(
        LABELS,
        (
            "leads to other articles",
            "promotes other things of the same house",
            "asks to subscribe to a mailing list or alert",
            "says that reading on needs an account or a subscription",
            "asks readers for money",
            "is an advertisement, or marks one",
            "moves about the page or site",
            "asks to share the page or follow accounts",
            "belongs to the readers' comments",
            "asks readers to write, call or send tips",
            "describes the author",
            "describes the publisher or its standards",
            "says which agency or paper the text came from",
            "lists tags, topics or categories",
            "is copyright, terms, privacy or consent",
            "is the text of a player, gallery, embed or poll",
            "is none of these, and would not be missed",
            "is the article's own title, at the top",
            "summarises the story below the headline",
            "names the author and no more",
            "gives place and date, or the time of publication",
            "describes a picture of this story",
            "heads a part of the story",
        ),
        strict=True,
    )
)
