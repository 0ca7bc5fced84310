"""Rules on what a text looks like."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "markup": Rule(
        "C301",
        "the text holds markup, such as {found} in its line {place}; expected the words that "
        "a reader sees; take them from the page with an extractor",
        what="has a text with tags, character references such as `&nbsp;`, or links of Markdown",
        why="Models would learn tags as words, and offsets would count them.",
        example="<p>The ferry left.</p>",
        fix='Take the words from the page with an extractor, or give the page as "html".',
        severity="warning",
    ),
    "mojibake": Rule(
        "C302",
        "the text was decoded wrongly, such as {found} in its line {place}; expected the "
        "characters that were written; decode the page with the encoding that it has",
        what="has a text that was decoded with another encoding than its own, or that lost "
        "characters",
        why="What was lost cannot be made again from the text.",
        example="The fÃ¤hre left.",
        fix="Decode the page again with the encoding that it has.",
        severity="warning",
    ),
    "error_page": Rule(
        "C303",
        "reads like a page that says that there is none ({found}); expected an article; "
        "remove the record, or get the article again",
        what='is a page that says that there is none, such as "404", or that the server failed',
        why="It is no article.",
        example="404. The page that you are looking for does not exist.",
        fix="Remove the record, or get the article again.",
        severity="warning",
    ),
    "bot_wall": Rule(
        "C304",
        "reads like a check that the reader is no robot ({found}); expected an article; "
        "get the article again, as a reader gets it",
        what="is a check that the reader is no robot",
        why="It is no article.",
        example="Checking your browser before you proceed.",
        fix="Get the article again, as a reader gets it.",
        severity="warning",
    ),
    "cookie_wall": Rule(
        "C305",
        "reads like a notice on cookies alone ({found}); expected an article; get the "
        "article again, past the notice",
        what="is a notice on cookies, and nothing else",
        why="It is no article.",
        example="We and our partners use cookies. Accept all.",
        fix="Get the article again, past the notice.",
        severity="warning",
    ),
    "index_page": Rule(
        "C306",
        "reads like a list of headlines ({found}); expected an article; remove the "
        "record, and get the articles that it links to",
        what="is a list of headlines",
        why="Its lines belong to many articles.",
        example="the front page of a site",
        fix="Remove the record, and get the articles that it links to.",
        severity="warning",
    ),
    "no_text": Rule(
        "C206",
        "the page shows no text; expected an article in its HTML; get the page again, after "
        "its scripts ran, or remove the record",
        what="is a page that shows no text",
        why="There is nothing to label.",
        example="<div id=app></div><script src=app.js></script>",
        fix="Get the page again after its scripts ran, or remove the record.",
    ),
    "extractor_failed": Rule(
        "C207",
        "{extractor} failed on the page ({error}); expected which lines it takes "
        "for the article; look at its labels, which were made without it",
        what="is a page on which one of the [extractors](pages.md#extractors) took too long or "
        "failed; a build tells it, `validate` asks none",
        why="The labels of the page rest on fewer votes.",
        example="a page with 100,000 nested elements",
        fix="Look at its labels: corpus show ID --why.",
        severity="warning",
    ),
}
