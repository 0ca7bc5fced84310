"""Pages that are written from the code are as the code is today."""

from __future__ import annotations

import pytest

from scripts import (
    command_reference,
    configuration_reference,
    decision_list,
    import_picture,
    language_names,
    output_tables,
    rule_counts,
    rules_page,
)
from tests.conftest import ROOT

AGAIN = "run `.venv/bin/nox -s generate`"


def test_the_command_reference_is_what_the_commands_print() -> None:
    written = command_reference.PAGE.read_text("utf-8")
    assert written == command_reference.reference(), AGAIN


def test_the_tables_of_files_and_columns_are_what_the_code_says() -> None:
    written = output_tables.PAGE.read_text("utf-8")
    assert output_tables.page(written) == written, AGAIN


def test_the_reference_of_the_configuration_is_what_its_readers_say() -> None:
    written = configuration_reference.PAGE.read_text("utf-8")
    assert configuration_reference.page(written) == written, AGAIN


def test_the_list_of_decisions_is_what_the_records_say() -> None:
    assert decision_list.PAGE.read_text("utf-8") == decision_list.listing(), AGAIN


def test_the_names_of_languages_are_those_of_langcodes() -> None:
    assert language_names.FILE.read_text("utf-8") == language_names.render(), AGAIN


def test_the_counts_of_rules_are_those_of_the_weights() -> None:
    assert rule_counts.PAGE.read_text("utf-8") == rule_counts.page(), AGAIN


def test_the_page_of_rules_is_what_the_list_says() -> None:
    assert rules_page.PAGE.read_text("utf-8") == rules_page.page(), AGAIN


def test_decisions_are_numbered_without_holes() -> None:
    numbers = [int(decision.number) for decision in decision_list.decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_superseded_decision_names_one_that_is_there() -> None:
    decisions = decision_list.decisions()
    numbers = {decision.number for decision in decisions}
    named = {d.status.removeprefix("superseded by ") for d in decisions if "by" in d.status}
    assert named <= numbers


def test_the_picture_shows_the_rooms_and_imports_there_are() -> None:
    picture = import_picture.drawn(import_picture.PICTURE.read_text("utf-8"))
    package = import_picture.imports(ROOT)
    assert picture.rooms == {room.name for room in package.rooms}, AGAIN
    assert picture.arrows == package.arrows, AGAIN


@pytest.mark.parametrize(
    ("arrows", "order"),
    [
        ({("a", "b"), ("b", "c")}, ["a", "b", "c"]),
        ({("a", "c"), ("b", "c")}, ["a", "b", "c"]),
        ({("c", "a")}, ["c", "a", "b"]),
        ({("a", "b"), ("b", "a"), ("a", "c")}, ["a", "b", "c"]),
    ],
)
def test_importers_stand_above_what_they_import(
    arrows: set[tuple[str, str]], order: list[str]
) -> None:
    assert import_picture._order({"a", "b", "c"}, arrows) == order


def test_only_arrows_that_no_path_replaces_are_dark() -> None:
    arrows = {("a", "b"), ("b", "c"), ("a", "c")}
    assert import_picture._reduced(arrows) == {("a", "b"), ("b", "c")}
