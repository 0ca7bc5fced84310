"""What Croissant's RAI extension asks of a dataset: where it comes from, how it was labelled.

https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html, version 1.0. What is not known
is left out: nobody asks annotators who they are, so that their demographics are not there.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from corpus.documents.card import limits
from corpus.documents.facts import Facts
from corpus.documents.statistics import counted, outlets, ranked, ratio
from corpus.documents.wording import UNDETERMINED
from corpus.label.quality import Figure
from corpus.release.layout import MANIFEST, REJECTED


def responsibly(facts: Facts) -> dict[str, Any]:
    """The `rai:` properties of a release; None or an empty list where there is nothing to say."""
    held = facts.total
    sources = Counter[str]()
    for key, spans in held.spans.items():
        sources[key[1]] += spans
    people = sorted(name for name in sources if name.startswith("human:"))
    problems = sum(facts.rejected.values())
    return {
        "rai:dataCollection": f"{counted(held.rows)} from the sites of {len(outlets(held)):,} "
        "outlets, as text that was scraped.",
        "rai:dataCollectionType": "Web Scraping",
        "rai:dataCollectionRawData": f"{len(facts.inputs):,} files of raw articles, labels and "
        f"outlet tables; {MANIFEST} lists each with its SHA-256.",
        "rai:dataCollectionMissingData": "Problems of inputs, and articles left out: "
        f"{problems:,}; {REJECTED} says which and why."
        if problems
        else None,
        "rai:dataPreprocessingProtocol": [
            "Texts have no byte order mark, the newline \\n and Unicode NFC; nothing else is "
            "touched. Boilerplate is labelled, never removed."
        ],
        "rai:dataAnnotationProtocol": _protocol(facts) if sources else None,
        "rai:dataAnnotationPlatform": ["Files of labels beside the raw articles (.labels.json)."]
        if people
        else [],
        "rai:dataAnnotationAnalysis": [_measured(one) for one in facts.figures] if sources else [],
        "rai:annotationsPerItem": _per_item(facts, people) if sources else None,
        "rai:machineAnnotationTools": sorted(set(sources) - set(people)),
        "rai:dataBiases": _biases(facts),
        "rai:dataUseCases": ["Training and evaluation of models that find boilerplate in news."],
        "rai:dataLimitations": limits(facts),
        "rai:personalSensitiveInformation": [
            "News texts name people; the column `authors` names the writers."
        ],
        "rai:dataReleaseMaintenancePlan": [
            "Releases are immutable. Versions follow SemVer: patch, the same rows in other bytes; "
            "minor, rows added; major, rows changed, removed or moved, or other columns or labels. "
            "`added_in` tells since when a row stands as it is."
        ],
    }


def _protocol(facts: Facts) -> str:
    held = facts.total
    return (
        "Spans of text are labelled line by line, by what a line is for. Every label is the most "
        "probable of the votes of its sources; what a person said stands above all. `source` and "
        "`confidence` of each span say who chose the label and how sure it is. A person judged "
        f"the whole text of {held.human_labelled:,} of {counted(held.rows)}."
    )


def _per_item(facts: Facts, people: list[str]) -> str:
    held = facts.total
    spans = sum(n for key, n in held.spans.items() if key[1] in people)
    who = f"{len(people):,} {'annotator' if len(people) == 1 else 'annotators'}"
    return (
        f"{spans / held.rows:.1f} spans of people an article, by {who}."
        if people
        else "No labels of people."
    )


def _measured(one: Figure) -> str:
    precision = ratio(one.precision, one.precision_95)
    recall = ratio(one.recall, one.recall_95)
    return (
        f"Labels by programs, characters of boilerplate, {one.articles:,} texts, {one.on}: "
        f"precision {precision}, recall {recall}, with 95% intervals."
    )


def _biases(facts: Facts) -> list[str]:
    held = facts.total
    languages = [
        f"{'undetermined' if name == UNDETERMINED else name} {rows / held.rows:.1%}"
        for name, rows in ranked(held.languages)
    ]
    return [
        f"Articles by language: {', '.join(languages)}.",
        *(
            f"Articles of the outlet with most, {outlet}: {rows / held.rows:.1%}."
            for outlet, rows in ranked(outlets(held))[:1]
        ),
    ]
