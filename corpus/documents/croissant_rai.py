"""The RAI extension of Croissant: where the texts come from, and how they were labelled.

Version 1.0 of https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html. What is not known
is left out: annotators are not asked who they are, so their demographics are missing.
"""

from __future__ import annotations

from typing import Any

from corpus.documents.card import limits
from corpus.documents.facts import Facts
from corpus.documents.statistics import HUMAN, Statistics, ranked
from corpus.documents.wording import UNDETERMINED, counted, ratio
from corpus.labelling.quality import Figure
from corpus.release.layout import MANIFEST, REJECTED


def rai_properties(facts: Facts) -> dict[str, Any]:
    """The `rai:` properties of a release; None or an empty list for what is not known."""
    total = facts.total
    annotators = sorted(source for source in total.sources if source.startswith(HUMAN))
    tools = sorted(source for source in total.sources if not source.startswith(HUMAN))
    problems = sum(facts.rejected.values())
    return {
        "rai:dataCollection": f"{counted(total.rows)} from the sites of "
        f"{counted(len(total.outlet_rows), 'outlet', 'outlets')}.",
        "rai:dataCollectionType": "Web Scraping",
        "rai:dataCollectionRawData": f"{counted(len(facts.input_files), 'file', 'files')} of raw "
        f"articles, labels and outlet tables; {MANIFEST} lists each with its SHA-256.",
        "rai:dataCollectionMissingData": f"{REJECTED} lists {_problems(problems)}, articles "
        "that were left out among them, with the reason of each."
        if problems
        else None,
        "rai:dataPreprocessingProtocol": [
            "Texts were brought to Unicode NFC, with \\n as line break and without a byte order "
            "mark; nothing else was changed. Boilerplate is labelled and never removed."
        ],
        "rai:dataAnnotationProtocol": _protocol(total) if total.spans else None,
        "rai:dataAnnotationPlatform": ["Files of labels beside the raw articles (.labels.json)."]
        if annotators
        else [],
        "rai:dataAnnotationAnalysis": [_measured(figure) for figure in facts.figures]
        if total.spans
        else [],
        "rai:annotationsPerItem": _per_item(total, annotators) if total.spans else None,
        "rai:machineAnnotationTools": tools,
        "rai:dataBiases": _biases(total),
        "rai:dataUseCases": ["Training and evaluation of models that find boilerplate in news."],
        "rai:dataLimitations": limits(facts),
        "rai:personalSensitiveInformation": [
            "News texts name people; the column `authors` names their writers."
        ],
        "rai:dataReleaseMaintenancePlan": [
            "A release never changes. Versions follow SemVer. Patch: the same rows in other bytes. "
            "Minor: rows were added. Major: rows were changed, removed or moved to another split, "
            "or columns or labels differ. `added_in` names the first release that has the row in "
            "its present form."
        ],
    }


def _problems(count: int) -> str:
    return counted(count, "problem with an input", "problems with inputs")


def _protocol(total: Statistics) -> str:
    return (
        "Each line of a text is labelled by what it is for. Programs vote on lines, and the most "
        "probable label is chosen; labels by people replace those of programs. `source` and "
        "`confidence` of a span state what chose its label and how probable it is. People labelled "
        f"the whole text of {total.human_labelled:,} of {counted(total.rows)}."
    )


def _per_item(total: Statistics, annotators: list[str]) -> str:
    if not annotators:
        return "No labels by people."
    spans = sum(total.sources[source] for source in annotators)
    people = counted(len(annotators), "annotator", "annotators")
    return f"{spans / total.rows:.1f} spans by people per article, by {people}."


def _measured(figure: Figure) -> str:
    precision = ratio(figure.precision, figure.precision_95)
    recall = ratio(figure.recall, figure.recall_95)
    return (
        f"Labels by programs, measured in characters of boilerplate on {figure.articles:,} texts "
        f"({figure.on}): precision {precision}, recall {recall}, with 95% intervals."
    )


def _biases(total: Statistics) -> list[str]:
    languages = [
        f"{'undetermined' if language == UNDETERMINED else language} {rows / total.rows:.1%}"
        for language, rows in ranked(total.languages)
    ]
    largest = ranked(total.outlet_rows)[:1]
    return [
        f"Articles by language: {', '.join(languages)}.",
        *(f"Largest outlet: {name}, {n / total.rows:.1%} of articles." for name, n in largest),
    ]
