"""The problems of a configuration file, as those of the other files of a corpus are told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from corpus.contract.problems import Problem, problem
from corpus.contributions.policy_settings import read_policy
from corpus.errors import SettingError
from corpus.pipeline.config_file import read_settings
from corpus.pipeline.dataset_settings import read_dataset
from corpus.pipeline.import_settings import read_importing
from corpus.pipeline.label_settings import read_models
from corpus.pipeline.limits_settings import read_limits
from corpus.pipeline.release_settings import read_columns
from corpus.pipeline.split_settings import read_choice
from corpus.read.toml_places import place_of_error


def config_problems(path: Path) -> Iterator[Problem]:
    """What is wrong with a configuration file: the first problem of each of its tables."""
    try:
        settings = read_settings(path)
    except SettingError as error:
        yield _problem(path, error)
        return
    for read in (
        partial(read_dataset, settings["dataset"], path),
        partial(read_choice, settings["split"], path, None),
        partial(read_limits, settings["limits"], path),
        partial(read_models, settings["label"], path),
        partial(read_columns, settings["release"], path),
        partial(read_importing, settings["import"], path),
        partial(read_policy, settings["validate"], path),
    ):
        try:
            read()
        except SettingError as error:
            yield _problem(path, error)


def _problem(path: Path, error: SettingError) -> Problem:
    file, found = path.as_posix(), error.found
    told = problem(
        "bad_config",
        file,
        None,
        error.setting,
        found=found,
        expected=error.expected,
        fix=error.fix,
    )
    return told._replace(span=place_of_error(error.__cause__, path))
