"""Words that an expression needs: cases, all expressions of the rules, and many lines at once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.labelling import matching
from corpus.labelling.needed_words import needed_words
from corpus.labelling.rulebook import rulebook

_PATTERNS = [pattern for rule in rulebook() for pattern in rule.patterns]
_REGEXES = sorted({regex for pattern in _PATTERNS for regex in pattern.regex})

CASES = {
    ".*reserved.*": {"reserved"},
    "[^.]+ all rights? reserved.*": {" all rights reserved", " all right reserved"},
    ".+(?:story|article)": {"story", "article"},
    ".+(?:by .* for|by .* of)? news": {" news"},
    ".+ed[.](?: by .*)?": {"ed."},  # longer than the point
    r".+\((?:photo|image): .+": {"(photo: ", "(image: "},
    ".+(?:a .* newsroom|our .+ magazine)": {" newsroom", " magazine"},
    r".+(?:site|[^a-z]+)": set(),  # an alternative needs none
    "(?:news)*": set(),
    ".+, [^a-z]+": set(),  # a comma says nothing
    r".+\d{1,2} ?(?:jan|feb)": set("0123456789"),  # rarer than three letters
    ".+[a-z][0-9٠-٩]{4}.*": set("0123456789٠١٢٣٤٥٦٧٨٩"),
    ".+(?:기자|写真).*": {"기자", "写真"},
    "(?:[^.]+ ){1,3}(?:desk)+": {"desk"},
}


@pytest.mark.parametrize("regex", CASES)
def test_the_rarest_words_are_taken(regex: str) -> None:
    assert needed_words(regex) == CASES[regex]


def test_words_are_cut_where_they_would_be_too_many() -> None:
    words = needed_words("(?:a|b|c|d|e|f|g|h|i|j|k|l)" * 3)

    assert {len(word) for word in words} == {2}


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_what_an_expression_of_the_rules_matches_has_one_of_its_words(data: st.DataObject) -> None:
    regex = data.draw(st.sampled_from(_REGEXES))
    words = needed_words(regex)

    # Digits of ASCII alone, as in RE2.
    text = data.draw(st.from_regex(re.compile(regex, re.ASCII), fullmatch=True))

    assert not words or any(word in text for word in words)


def test_among_many_lines_the_same_patterns_match(monkeypatch: pytest.MonkeyPatch) -> None:
    short = [line for pattern in _PATTERNS for line in pattern.yes]
    lines = [*short, *(line.ljust(141, ".") for line in short)]
    by_themselves = {line: hits for line in lines if (hits := matching.match(line))}
    monkeypatch.setattr(matching, "_MANY", 1)

    assert matching.match_all(lines) == by_themselves
    wide = {regex for regex in _REGEXES if matching.begins_wild(regex)}
    found = {
        regex for hits in by_themselves.values() for hit in hits for regex in hit.pattern.regex
    }
    assert wide & found
