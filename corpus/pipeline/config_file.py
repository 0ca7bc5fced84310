"""The configuration file: its tables, and what [split], [limits] and [label] say, checked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.contract.dataset import Dataset
from corpus.contract.limits import Limits
from corpus.contract.splits import SPLITS
from corpus.errors import SettingError
from corpus.quoting import shortened
from corpus.split.assign import BY, Choice

if TYPE_CHECKING:
    from corpus.labelling.trained import Trained

_SETTINGS = {
    "dataset": Dataset._fields,
    "split": ("by", "key", *SPLITS),
    "limits": Limits._fields,
    "label": ("models",),
    "release": ("columns",),
    "import": ("map", "from", "outlet", "zone", "dates"),
    "validate": (
        *("select", "ignore", "error", "warning", "note", "paths"),
        *("licenses", "min_characters", "oldest"),
    ),
}
_MAX_SIZE = 10**15  # of a split: sums and shares of three are exact enough
_MAX_LIMIT = 1 << 40  # bytes: no machine holds such a record
_SHOWN = 60  # characters of a wrong setting that a message repeats

Settings = dict[str, dict[str, Any]]  # by table, then by name


def read_settings(path: Path | None) -> Settings:
    """The tables of a configuration file; all are there, and hold known names alone.

    Args:
        path: The file; None: no setting is made.

    Raises:
        SettingError: the file cannot be read or says something that is not known.
    """
    if path is None:
        return {name: {} for name in _SETTINGS}
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        found = "nested too deep" if isinstance(error, RecursionError) else error
        told = f"cannot be read ({found})"
        raise SettingError(
            path, (), found=told, expected="a TOML file", fix="correct it"
        ) from error
    for name, table in data.items():
        if name not in _SETTINGS:
            raise _unknown(path, (name,))
        if not isinstance(table, dict):
            found = f"{name} is no table"
            raise SettingError(path, (name,), found=found, expected=_known(name), fix="correct it")
        for key in table:
            if key not in _SETTINGS[name]:
                raise _unknown(path, (name, key))
    return {name: data.get(name, {}) for name in _SETTINGS}


def read_choice(settings: Settings, path: Path | None, by: str | None) -> Choice:
    """How to split: by the command line, else by the file, else by the defaults.

    Args:
        settings: What `read_settings` gives.
        path: Where they stand, for messages.
        by: What the command line says.

    Raises:
        SettingError: a setting cannot be.
    """
    table = settings["split"]
    sizes = tuple(table.get(name, size) for name, size in zip(SPLITS, Choice.sizes, strict=True))
    if not all(map(_is_size, sizes)) or not sum(sizes):
        raise SettingError(
            path,
            ("split",),
            found=f"the sizes of the splits are {', '.join(map(_shown, sizes))}",
            expected=f"numbers from zero to {_MAX_SIZE:,}, not all zero",
            fix="correct them",
        )
    chosen = by or table.get("by", Choice.by)
    if chosen not in BY:
        raise SettingError(
            path,
            ("split", "by"),
            found=f'split.by is "{_shown(chosen)}"',
            expected=f"one of {', '.join(BY)}",
            fix="correct it",
        )
    key = table.get("key", Choice.key)
    if not isinstance(key, str):
        raise SettingError(
            path,
            ("split", "key"),
            found=f"split.key is {_shown(key)}",
            expected="a text",
            fix="put it in quotation marks",
        )
    return Choice(chosen, (sizes[0], sizes[1], sizes[2]), key)


def read_limits(settings: Settings, path: Path | None) -> Limits:
    """How much of one input is taken; arguments and errors are those of `read_choice`."""
    for name, value in settings["limits"].items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not 1 <= value <= _MAX_LIMIT:
            raise SettingError(
                path,
                ("limits", name),
                found=f"limits.{name} is {_shown(value)}",
                expected=f"a whole number from 1 to {_MAX_LIMIT:,}",
                fix="correct it",
            )
    return Limits(**settings["limits"])


def read_models(settings: Settings, path: Path | None) -> tuple[Trained, ...]:
    """The models that vote; their paths are relative to the file.

    Args:
        settings: What `read_settings` gives.
        path: Where they stand.

    Raises:
        SettingError: one is no model that can vote, or two have one name.
    """
    folders = settings["label"].get("models", [])
    if not isinstance(folders, list) or not all(isinstance(folder, str) for folder in folders):
        raise SettingError(
            path,
            ("label", "models"),
            found=f"label.models is {_shown(folders)}",
            expected="a list of folders that `corpus train` wrote",
            fix="correct it",
        )
    if not folders or path is None:
        return ()
    from corpus.labelling import trained  # takes longer to import than commands may start

    found: dict[str, trained.Trained] = {}
    for number, folder in enumerate(folders):
        setting = ("label", "models", number)
        try:
            model = trained.read(path.parent / folder)
        except trained.UnfitModelError as error:
            raise SettingError(
                path, setting, found=error.found, expected=error.expected, fix=error.fix
            ) from None
        if model.name in found:
            raise SettingError(
                path,
                setting,
                found=f"{model.folder} and {found[model.name].folder} are both called {model.name}",
                expected="models whose votes can be told apart",
                fix="leave one out, or train it to a folder of another name",
            )
        found[model.name] = model
    return tuple(found.values())


def _unknown(path: Path, setting: tuple[str, ...]) -> SettingError:
    tables = setting[:-1] or tuple(_SETTINGS)
    return SettingError(
        path,
        setting,
        found=f'unknown setting "{".".join(setting)}"',
        expected=" or ".join(map(_known, tables)),
        fix="correct or remove it",
    )


def _known(table: str) -> str:
    return f"a table [{table}] with {', '.join(_SETTINGS[table])}"


def _is_size(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= _MAX_SIZE  # neither infinite nor NaN


def _shown(value: object) -> str:
    """A setting for a message: cut, since it may be of any length and depth."""
    return shortened(type(value).__name__ if isinstance(value, dict | list) else str(value), _SHOWN)
