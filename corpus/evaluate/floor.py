"""The least that labels must reach, pinned in a file that is not lowered in silence.

    {"gold": digest of the gold, "least": {figure: value}, "lowered_because": [reasons]}

A figure is one of the total's, `kind_right` or `calibration_error` (the most it may be).
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.evaluate import gold

_STEPS = 1000  # to 1, in which figures are pinned


def below(said: dict[str, Any], floor: Path, measured_on: Path) -> list[str]:
    """A message for every pinned figure that is not reached on the gold at `measured_on`.

    Raises:
        UsageError: the floor was pinned on other gold, or names a figure that there is not.
    """
    pinned = json.loads(floor.read_text("utf-8"))
    if (digest := gold.digest(measured_on)) != pinned["gold"]:
        raise UsageError(
            f"{floor}: pinned on other gold than {measured_on} (its digest is {digest}); expected "
            f"{pinned['gold']}; give that gold, or pin the figures anew with --pin"
        )
    reached = _reached(said, floor, pinned["least"])
    return [
        f"{floor}: {name} is {reached[name]}; expected {least} or better; mend what made the "
        "labels worse, or lower the floor with --pin --lower-because REASON"
        for name, least in pinned["least"].items()
        if not _reaches(name, reached[name], least)
    ]


def pin(said: dict[str, Any], floor: Path, measured_on: Path, because: str | None) -> None:
    """Pin what is reached; with a reason, which belongs into the CHANGELOG too, also where lower.

    Raises:
        UsageError: a figure would be lowered and no reason is given, or there is no such figure.
    """
    pinned = json.loads(floor.read_text("utf-8"))
    reached = _reached(said, floor, pinned["least"])
    lower = [name for name, at in pinned["least"].items() if not _reaches(name, reached[name], at)]
    if lower and not because:
        raise UsageError(
            f"{floor}: {lower[0]} would be lowered to {reached[lower[0]]} from "
            f"{pinned['least'][lower[0]]}; expected what is pinned or better; say why with "
            "--lower-because REASON, and in CHANGELOG.md"
        )
    pinned["gold"] = gold.digest(measured_on)
    for name in pinned["least"]:
        rounded = math.ceil if name.endswith("_error") else math.floor
        pinned["least"][name] = rounded((reached[name] or 0) * _STEPS) / _STEPS
    pinned["lowered_because"] += [because] if lower else []
    floor.write_text(json.dumps(pinned, indent=1) + "\n", "utf-8")


def _reached(said: dict[str, Any], floor: Path, wanted: dict[str, float]) -> dict[str, Any]:
    reached = {
        **said["total"],
        "kind_right": said["kind_right"],
        "calibration_error": said["calibration"]["error"],
    }
    for name in wanted:
        if name not in reached:
            raise UsageError(f'{floor}: no figure is called "{name}"; one of {", ".join(reached)}')
    return reached


def _reaches(name: str, value: float | None, least: float) -> bool:
    if value is None:
        return False
    return value <= least if name.endswith("_error") else value >= least
