"""The list of commands, which stands apart from the commands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.cli import command
from corpus.cli.commands import commands
from tests.conftest import ROOT, Ran

TERMINAL = 80  # columns


@pytest.mark.parametrize("name", commands())
def test_each_is_there(name: str) -> None:
    context = command.make_context("corpus", [], resilient_parsing=True)
    called = commands()[name].make_context(name, [], context, resilient_parsing=True)
    assert called.command.name == name
    assert called.command.help


def test_none_is_forgotten() -> None:
    modules = {
        path.stem.rstrip("_")
        for path in (ROOT / "corpus" / "cli").glob("*.py")
        if "\n@click.command(" in (text := path.read_text("utf-8")) or "\n@click.group()" in text
    }
    assert modules == set(commands())


def test_the_help_has_a_row_for_each(corpus: Callable[..., Ran]) -> None:
    lines = corpus("--help").out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == sorted(commands())
    assert all(len(line) <= TERMINAL and line.endswith(".") for line in lines)


def test_a_name_that_is_nearly_one(corpus: Callable[..., Ran]) -> None:
    ran = corpus("biuld")
    assert ran.code == 2
    assert "Did you mean 'build'?" in ran.err
