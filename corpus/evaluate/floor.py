"""The floor: the least that labels must reach, pinned in a file that is never lowered silently.

    {"gold": digest of the gold, "least": {figure: value}, "lowered_because": [reasons]}

A figure is one of the total, `kind_right` or `calibration_error`. For an error the value is the
most that it may be.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.evaluate import gold

_PINNED_STEPS = 1000  # figures are pinned in thousandths


def below(figures: dict[str, Any], floor: Path, measured_on: Path) -> list[str]:
    """A message for every pinned figure that is not reached.

    Args:
        figures: as `evaluate.evaluate` gives them.
        floor: file of the floor.
        measured_on: path of the gold.

    Raises:
        UsageError: the floor was pinned on other gold, or it names an unknown figure.
    """
    pinned = json.loads(floor.read_text("utf-8"))
    if (digest := gold.digest(measured_on)) != pinned["gold"]:
        raise UsageError(
            f"{floor}: pinned on other gold than {measured_on} (its digest is {digest}); expected "
            f"{pinned['gold']}; give that gold, or pin the figures anew with --pin"
        )
    reached = _reached(figures, floor, pinned["least"])
    return [
        f"{floor}: {name} is {reached[name]}; expected {least} or better; fix what made the "
        "labels worse, or lower the floor with --pin --lower-because REASON"
        for name, least in pinned["least"].items()
        if not _is_reached(name, reached[name], least)
    ]


def pin(figures: dict[str, Any], floor: Path, measured_on: Path, reason: str | None) -> None:
    """Pin the figures that are reached.

    Args:
        figures: as `evaluate.evaluate` gives them.
        floor: file of the floor, which is rewritten.
        measured_on: path of the gold.
        reason: why a figure is lowered; it belongs into the CHANGELOG too.

    Raises:
        UsageError: a figure would be lowered without a reason, or is unknown.
    """
    pinned = json.loads(floor.read_text("utf-8"))
    least = pinned["least"]
    reached = _reached(figures, floor, least)
    lowered = [name for name in least if not _is_reached(name, reached[name], least[name])]
    if lowered and not reason:
        raise UsageError(
            f"{floor}: {lowered[0]} would be lowered to {reached[lowered[0]]} from "
            f"{least[lowered[0]]}; expected what is pinned or better; say why with "
            "--lower-because REASON, and in CHANGELOG.md"
        )
    pinned["gold"] = gold.digest(measured_on)
    for name in least:
        round_off = math.ceil if _is_error(name) else math.floor
        least[name] = round_off((reached[name] or 0) * _PINNED_STEPS) / _PINNED_STEPS
    pinned["lowered_because"] += [reason] if lowered else []
    floor.write_text(json.dumps(pinned, indent=1) + "\n", "utf-8")


def _reached(figures: dict[str, Any], floor: Path, wanted: dict[str, float]) -> dict[str, Any]:
    reached = {
        **figures["total"],
        "kind_right": figures["kind_right"],
        "calibration_error": figures["calibration"]["error"],
    }
    for name in wanted:
        if name not in reached:
            raise UsageError(f'{floor}: no figure is called "{name}"; one of {", ".join(reached)}')
    return reached


def _is_error(name: str) -> bool:
    return name.endswith("_error")


def _is_reached(name: str, value: float | None, least: float) -> bool:
    if value is None:
        return False
    return value <= least if _is_error(name) else value >= least
