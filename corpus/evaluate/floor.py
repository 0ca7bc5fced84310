"""The least that labels must reach, pinned in a file that is not lowered in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.errors import UsageError


def below(said: dict[str, Any], floor: Path) -> list[str]:
    """A message for every pinned figure that is not reached.

    Raises:
        UsageError: the floor names a figure that there is not.
    """
    found = []
    reached = {
        **said["total"],
        "kind_right": said["kind_right"],
        "calibration_error": said["calibration"]["error"],
    }
    for name, least in json.loads(floor.read_text("utf-8"))["least"].items():
        if name not in reached:
            raise UsageError(f'{floor}: no figure is called "{name}"; one of {", ".join(reached)}')
        value = reached[name]
        too_low = value is None or (value > least if name.endswith("_error") else value < least)
        if too_low:
            found.append(
                f"{floor}: {name} is {value}; expected {least} or better; mend what made the "
                "labels worse, or lower the floor with its reason in CHANGELOG.md"
            )
    return found
