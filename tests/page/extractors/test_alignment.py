from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.page.extractors.alignment import kept_words

FEW = st.lists(st.integers(1, 4), max_size=40)  # few words, so that they recur


def kept(page: list[int], extract: list[int]) -> list[int]:
    """The words of the page that are kept."""
    numbers = np.array(page, np.uint32)
    return numbers[kept_words(numbers, np.array(extract, np.uint32))].tolist()


def is_subsequence(part: list[int], whole: list[int]) -> bool:
    waiting = iter(whole)
    return all(word in waiting for word in part)


@given(FEW)
def test_a_text_keeps_all_of_itself(page: list[int]) -> None:
    assert kept(page, page) == page


@given(FEW, FEW)
def test_what_is_kept_stands_in_the_extract_in_this_order(
    page: list[int], extract: list[int]
) -> None:
    assert is_subsequence(kept(page, extract), extract)


@given(FEW, FEW)
def test_nothing_is_kept_by_other_words(page: list[int], extract: list[int]) -> None:
    assert kept(page, [word + 4 for word in extract]) == []


@given(FEW, FEW, FEW)
def test_a_page_keeps_its_middle(before: list[int], middle: list[int], after: list[int]) -> None:
    page = [word + 10 for word in before] + middle + [word + 20 for word in after]
    assert kept(page, middle) == middle


@given(st.permutations(range(1, 30)), st.sets(st.integers(0, 28)))
def test_words_that_stand_once_are_kept_where_they_stand(page: list[int], at: set[int]) -> None:
    extract = [page[place] for place in sorted(at)]
    assert kept(page, extract) == extract


@pytest.mark.parametrize("distinct", [1, 2, 1000, 1 << 31])
def test_time_grows_with_the_words_alone(distinct: int) -> None:
    random = np.random.default_rng(0)
    page = random.integers(1, distinct, 100_000, np.uint32, endpoint=True)
    began = time.process_time()
    for extract in (page[::-1], page[: len(page) // 2], random.permutation(page)):
        kept_words(page, extract)
    assert time.process_time() - began < 10  # takes a quarter of a second; the square of it an hour
