"""The configuration file: its tables and their keys. What they say is read by the `*_settings`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import SettingError
from corpus.pipeline import (
    dataset_settings,
    import_settings,
    label_settings,
    limits_settings,
    release_settings,
    split_settings,
    validate_settings,
)
from corpus.pipeline.setting import Setting

TABLES: dict[str, Mapping[str, Setting]] = {
    "dataset": dataset_settings.SETTINGS,
    "split": split_settings.SETTINGS,
    "limits": limits_settings.SETTINGS,
    "label": label_settings.SETTINGS,
    "release": release_settings.SETTINGS,
    "import": import_settings.SETTINGS,
    "validate": validate_settings.SETTINGS,
}
Settings = dict[str, dict[str, Any]]  # by table, then by name


def read_settings(path: Path | None) -> Settings:
    """The tables of a configuration file; all are there, and hold known names alone.

    Args:
        path: The file; None: no setting is made.

    Raises:
        SettingError: the file cannot be read or says something that is not known.
    """
    if path is None:
        return {name: {} for name in TABLES}
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        found = "nested too deep" if isinstance(error, RecursionError) else error
        told = f"cannot be read ({found})"
        raise SettingError(
            path, (), found=told, expected="a TOML file", fix="correct it"
        ) from error
    for name, table in data.items():
        if name not in TABLES:
            raise _unknown(path, (name,))
        if not isinstance(table, dict):
            found = f"{name} is no table"
            raise SettingError(path, (name,), found=found, expected=_known(name), fix="correct it")
        for key in table:
            if key not in TABLES[name]:
                raise _unknown(path, (name, key))
    return {name: data.get(name, {}) for name in TABLES}


def _unknown(path: Path, setting: tuple[str, ...]) -> SettingError:
    tables = setting[:-1] or tuple(TABLES)
    return SettingError(
        path,
        setting,
        found=f'unknown setting "{".".join(setting)}"',
        expected=" or ".join(map(_known, tables)),
        fix="correct or remove it",
    )


def _known(table: str) -> str:
    return f"a table [{table}] with {', '.join(TABLES[table])}"
