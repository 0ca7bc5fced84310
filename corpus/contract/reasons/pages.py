"""Rules on pages, and on the archives that they stand in."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "not_a_page": Rule(
        "C201",
        "is {found}; expected an HTML page; remove it, or get the page again",
        what="is no HTML page: an image, a PDF file, JSON, a feed, a script, empty ...; the "
        "message says which",
        why="There is no article in it.",
        example="raw/a.html, which begins with %PDF",
        fix="Remove the file, or get the page again.",
    ),
    "no_address": Rule(
        "C202",
        "the page does not say where it is from; expected a canonical link or og:url in "
        'it; say whose it is with --outlet ID, or give the record a "url" or an "outlet"',
        what="is a page that has neither an address nor an outlet, and does not say its address "
        "itself",
        why="Splits keep what one outlet published together, and readers ask for the source.",
        example="raw/a.html without <link rel=canonical>",
        fix='Name the outlet with --outlet ID, or give the record a "url".',
    ),
    "wrong_charset": Rule(
        "C203",
        "declares the charset {found}; expected one that explains its bytes; check "
        "its words, which are read as {charset}",
        what="declares a charset that does not explain its bytes; it is read in another one",
        why="Letters may have been read as others.",
        example="<meta charset=us-ascii> on a page with umlauts",
        fix="Look at the words; if they are right, nothing.",
        severity="warning",
    ),
    "http_status": Rule(
        "C204",
        "holds answers with other HTTP statuses ({listed}); expected 200; nothing to "
        "fix: an answer without a page holds no article",
        what="are answers of an archive with a status other than 200, counted; nothing to fix",
        why="A redirect or an error is no article.",
        example="HTTP/1.1 404 Not Found",
        fix="Nothing.",
        severity="left_out",
    ),
    "no_pages": Rule(
        "C205",
        "holds records that are no pages ({listed}); expected HTML; nothing to fix",
        what="are records of an archive that are no pages, counted by kind; nothing to fix",
        why="Crawls hold images, scripts and feeds as well.",
        example="Content-Type: image/png",
        fix="Nothing.",
        severity="left_out",
    ),
}
