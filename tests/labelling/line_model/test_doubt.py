from __future__ import annotations

import pytest

from corpus.labelling.line_model.doubt import may_be_story
from corpus.labelling.line_model.inputs import read
from corpus.labelling.lines import lines
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch

PROSE = (
    "The ferry left the harbour at six, an hour late, with forty people and two goats aboard, and "
    "for the first time in nine years it had a band on deck."
)
CODE = """\
def crossings(log):
    total = {}
    for line in log:
        day, count = line.split()
        total[day] = total.get(day, 0) + int(count)
    return total"""
SCRIPT = """\
window.dataLayer = window.dataLayer || [];
function gtag() { dataLayer.push(arguments); }
gtag('js', new Date());
var slot = document.getElementById('top');
if (slot) { slot.style.display = 'none'; }"""


def left(text: str) -> list[str]:
    """The lines that the model leaves alone."""
    of_text = lines(text)
    votes = rule.vote(Batch(lines=[of_text]))
    raws = [line.raw for line in of_text]
    marks = may_be_story(read([of_text], votes), raws)
    return [raw for raw, is_left in zip(raws, marks, strict=True) if is_left]


@pytest.mark.parametrize("end", [f"\n{PROSE}", ""])
def test_source_code(end: str) -> None:
    assert {line.strip() for line in CODE.split("\n")} <= set(left(f"{PROSE}\n{CODE}{end}"))


def test_not_the_script_of_the_page() -> None:
    assert left(f"{PROSE}\n{SCRIPT}") == []


def test_source_code_of_one_article_says_nothing_of_the_next() -> None:
    of_code, of_script = lines(f"{PROSE}\n{CODE}"), lines(f"{SCRIPT}\n{PROSE}")
    both = read([of_code, of_script], [[], []])
    marks = may_be_story(both, [line.raw for line in of_code + of_script])
    assert marks[1 : len(of_code)].all()
    assert not marks[len(of_code) :].any()


def test_short_lines_between_paragraphs_but_not_at_the_end() -> None:
    assert left(f"{PROSE}\nPlums\nA ladder\n{PROSE}") == ["Plums", "A ladder"]
    assert left(f"{PROSE}\nPlums\nA ladder") == []


def test_short_sentences_wherever_they_stand() -> None:
    assert left(f"{PROSE}\nThe goats swam home.") == ["The goats swam home."]


@pytest.mark.parametrize("line", ["Read more", "Plums\nPlums\nPlums"])
def test_not_where_a_rule_or_repetition_says_more(line: str) -> None:
    assert left(f"{PROSE}\n{line}\n{PROSE}") == []


def test_not_on_whole_pages() -> None:
    menu = "\n".join(f"Harbour news {n}" for n in range(70))
    assert left(f"{PROSE}\n{menu}\n{PROSE}") == []


@pytest.mark.parametrize(
    "line", ["Kettle\t66\t€83.50\t36 %", "渡船  42  3.50  37 %", "Lee 11 82 87 64,788"]
)
def test_rows_of_tables_wherever_they_stand(line: str) -> None:
    assert left(f"{PROSE}\n{line}") == [line]


@pytest.mark.parametrize("line", ["/*", " */", "* * *"])
def test_lines_without_a_word(line: str) -> None:
    assert left(f"{PROSE}\n{line}") == [line.strip()]


def test_hours_and_prices_between_paragraphs() -> None:
    hours = "Opening hours: Sunday to Thursday, 22:56 to 19:30"
    assert left(f"{PROSE}\n{hours}\n{PROSE}") == [hours]
    assert left(f"{PROSE}\n{hours}") == []


def test_paragraphs_of_scripts_without_spaces() -> None:
    paragraph = "水" * 48 + "。"
    assert left(f"{paragraph}\n渡船\n{paragraph}") == ["渡船"]
