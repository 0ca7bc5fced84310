"""Rules on a contribution, which `corpus validate` alone tells: a build takes what they name.

In the order: beside the other articles, beside what is published, the article itself, and what the
policy of a corpus may ask for.
"""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "copied_text": Rule(
        "C701",
        "has the text of {other}; expected an article once; remove one of the two",
        what="has the text of another article, under another id",
        why="A copy says nothing new, and makes its group, which stays in one split, larger.",
        example="two files with one text, from two addresses",
        fix="Remove one of the two. A text that two outlets printed may stay: a build puts both "
        "into one split.",
        severity="warning",
    ),
    "near_copy": Rule(
        "C702",
        "says nearly the same as {other} ({percent}% of its runs of five words); expected an "
        "article once; remove one of the two",
        what="says nearly the same as another article: of all runs of five words in the two, four "
        "in five are in both",
        why="A copy says nothing new, and makes its group, which stays in one split, larger.",
        example="two scrapes of one article, of which one has a corrected word",
        fix="Remove one of the two. A text that two outlets printed may stay: a build puts both "
        "into one split.",
        severity="warning",
    ),
    "same_address": Rule(
        "C703",
        "its address names the page of {other}; expected one article of a page; remove one of the "
        "two, or correct the address",
        what="has the address of another article, in this or another spelling, and another text",
        why="One of the two is an older text of the page, or has a wrong address.",
        example="https://a.example/1 and http://www.a.example/1/?utm_source=x",
        fix="Remove the older text, or correct the address.",
        severity="warning",
    ),
    "changed_id": Rule(
        "C711",
        "is published as {published} in release {version}; expected the same id; give it back",
        what="is published under another id: its address or its text is that of a published "
        "article, which is gone",
        why="Readers name articles by their id, and the article would stand in two releases as "
        "two.",
        example='"id": "e-1" in release 1.0.0, "id": "e-01" now',
        fix="Give it back its id.",
        severity="warning",
    ),
    "removed_article": Rule(
        "C712",
        "{published} of release {version} is gone; expected what is published to stay; put "
        "it back, unless it has to go",
        what="held an article that is published, and is no longer there",
        why="The next release lacks it, and is a new major version.",
        example="a deleted file",
        fix="Put it back; or go on, if it has to go, as where its publisher asks for that.",
        severity="warning",
    ),
    "wrong_language": Rule(
        "C721",
        '"language" is {claimed}, but the text reads like {found}; expected the language of the '
        "text; correct one of the two",
        what="claims another language than its text is written in",
        why="Labels are given by the language that is read; what is claimed is kept beside it.",
        example='{"language": "de", "text": "The ferry left ..."}',
        fix="Correct the language, or get the article that was meant.",
        severity="warning",
    ),
    "too_short": Rule(
        "C722",
        "the text has {characters}; expected an article, of at least {least} "
        "(validate.min_characters); get all of it, or remove the record",
        what="has a text of fewer characters than an article has",
        why="A scrape that failed leaves a few words.",
        example='{"text": "Hi."}',
        fix="Get all of the article, or remove the record. `min_characters` in `[validate]` says "
        "how many are enough.",
        severity="warning",
    ),
    "boilerplate_only": Rule(
        "C723",
        "nothing but boilerplate is in the text ({labels}); expected an article; get it again, or "
        "remove the record",
        what="has a short text of which every line gets a label of boilerplate",
        why="There is no article in it.",
        example="Sign up for our newsletter / Share this",
        fix="Get the article again, or remove the record.",
        severity="warning",
    ),
    "unrelated_title": Rule(
        "C724",
        "no word of the title {title} is in the text; expected the title of this article; look at "
        "both",
        what="has a title of which no word is in its text",
        why="The title of another article gives wrong labels: a line that says the title is a "
        "headline.",
        example='{"title": "Storm hits coast", "text": "The council met on Monday ..."}',
        fix="Look at both; headlines that play with words may stay.",
        severity="note",
    ),
    "early_retrieval": Rule(
        "C725",
        '"retrieved" is {retrieved}, before "published", which is {published}; expected a page to '
        "be published first; correct one of the two",
        what="was retrieved more than a day before it was published",
        why="One of the two dates is wrong.",
        example='{"published": "2026-11-02", "retrieved": "2026-10-02"}',
        fix="Correct the wrong date.",
        severity="warning",
    ),
    "tracking_parameter": Rule(
        "C726",
        '"url" has {parameters}, which do not choose the page; expected the address of the page; '
        "remove them, unless the article is published with them",
        what="has an address with parameters that say who sent the reader",
        why="The id of an article without one comes from its address: with another parameter it "
        "is another article.",
        example="https://a.example/1?utm_source=x",
        fix="Remove the parameters, before the article is published.",
        severity="note",
    ),
    "secret_parameter": Rule(
        "C727",
        '"url" has a parameter {name}, which reads like a key to somebody\'s account; expected an '
        "address that everyone may read; remove the parameter, and have the key replaced",
        what="has an address with a parameter such as a password, a token or a session",
        why="A release is public, and so is a repository.",
        example="https://a.example/1?access_token=...",
        fix="Remove the parameter, and have the key replaced: it has been read.",
        severity="warning",
    ),
    "unknown_outlet": Rule(
        "C728",
        "the outlet {outlet} is in no outlet table; expected one that is; add it, or go on: the "
        "row has no name and no country of the outlet",
        what="is of an outlet that is in no outlet table, where the corpus has such tables",
        why="The row then has neither name nor country of the outlet.",
        example="https://new.example/1, and no table with the host new.example",
        fix="Add it to a table. Make this an error in `[validate]` where "
        "only known outlets are taken.",
        severity="note",
    ),
    "misspelt_outlet": Rule(
        "C731",
        "the outlet {outlet} is in no outlet table; expected one that is; did you mean {nearest}?",
        what="names an outlet that is in no outlet table, and nearly one that is",
        why="It would be an outlet of its own, without name and country.",
        example='{"outlet": "harbor-courier"}, where the table says harbour-courier',
        fix="Correct the outlet, or add it to a table.",
        severity="warning",
    ),
    "foreign_host": Rule(
        "C729",
        '"url" is on {host}, {whose}; expected a host of {outlet}, which "outlet" names; correct '
        "one of the two",
        what="names an outlet, and has an address on a host that is not one of its hosts",
        why="It counts for the outlet that it names, and the labels are given by that outlet's "
        "habits.",
        example='{"outlet": "courier", "url": "https://echo.example/1"}',
        fix="Correct the outlet or the address, or add the host to the outlet's table.",
        severity="warning",
    ),
    "misspelt_license": Rule(
        "C730",
        '"license" is {found}, which no list of licences has; expected an SPDX id, or its name or '
        "address; did you mean {nearest}?",
        what="has a licence that is nearly the id of a known one",
        why="What is not recognised is not open: --license-allow leaves the article out, and it "
        "cannot be published.",
        example='{"license": "CCO-1.0"}, with the letter O',
        fix="Write the licence as SPDX does (https://spdx.org/licenses).",
        severity="warning",
        fixable="Writes the one name that is a slip away and has the same version.",
    ),
    "refused_license": Rule(
        "C751",
        '"license" is {found}; expected one of {allowed} (validate.licenses); the article cannot '
        "be taken, unless its licence is another",
        what="has a licence that the corpus does not take: `licenses` in `[validate]` lists those "
        "that it does",
        why="The corpus says so.",
        example='licenses = ["CC0-1.0"], and {"license": "All rights reserved"}',
        fix="Correct the licence, if it is another; else the article cannot be taken.",
        is_optional=True,
    ),
    "no_license": Rule(
        "C752",
        'no "license"; expected one of {allowed} (validate.licenses); add it',
        what="says nothing of its licence, where `licenses` in `[validate]` lists those that the "
        "corpus takes",
        why="The corpus says so.",
        example='licenses = ["CC0-1.0"], and {"text": ...} without a licence',
        fix="Add the licence.",
        is_optional=True,
    ),
    "no_labels": Rule(
        "C753",
        "nobody labelled it; expected an annotation of all of its text in {labels}; label it",
        what="has no annotation of all of its text (`complete`), where the corpus asks for one",
        why="The corpus says so.",
        example='select = ["no_labels"], and an article without labels beside it',
        fix="Label it, and say `complete` where all of it is labelled ([labels](labels.md)).",
        is_optional=True,
    ),
    "too_old": Rule(
        "C754",
        '"published" is {published}; expected {oldest} or later (validate.oldest); the article '
        "cannot be taken",
        what="was published before `oldest` in `[validate]`",
        why="The corpus says so.",
        example='oldest = 2020-01-01, and {"published": "2019-12-31"}',
        fix="Leave the article out.",
        is_optional=True,
    ),
    "private_data": Rule(
        "C755",
        "the text has {found} in its line {place}; expected nothing by which a private person is "
        "reached; look whose it is, and leave the article out or have it changed",
        what="has an e-mail address or a telephone number in its text that may be a person's own: "
        "none at the outlet's hosts, none of an office such as info@",
        why="Private people did not ask to be in a dataset.",
        example="Call Mary on 0171 496 0123",
        fix="Look whose it is. What is not to be released must not be in the corpus.",
        severity="warning",
        is_optional=True,
    ),
}
