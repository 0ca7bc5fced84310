"""The settings of the table [label]: what votes beside the package's programs, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import SettingError
from corpus.pipeline.setting import Setting, shown, wrong

if TYPE_CHECKING:
    from corpus.labelling.trained import Trained

SETTINGS = {
    "models": Setting(
        "a list of folders that `corpus train` wrote",
        [],
        "[Models trained on a release](train.md#let-it-vote) that vote too; their paths are "
        "relative to this file.",
    ),
}


def read_models(table: Mapping[str, Any], path: Path | None) -> tuple[Trained, ...]:
    """The models that vote; their paths are relative to the file.

    Args:
        table: [label] of the configuration file.
        path: Where it stands.

    Raises:
        SettingError: one is no model that can vote, or two have one name.
    """
    folders = table.get("models", [])
    if not isinstance(folders, list) or not all(isinstance(folder, str) for folder in folders):
        raise wrong(path, ("label", "models"), shown(folders), SETTINGS["models"].takes)
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
