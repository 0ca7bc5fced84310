"""Write the reference of the configuration in docs/configuration.md from the declared settings.

python -m scripts.configuration_reference
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from corpus.pipeline import dataset_settings
from corpus.pipeline.config_file import TABLES
from corpus.pipeline.setting import Setting
from scripts import DOCS

PAGE = DOCS / "configuration.md"
BEGIN = "<!-- Written by scripts/configuration_reference.py. Do not edit. -->\n"
END = "<!-- Until here. -->\n"
_PART = re.compile(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", re.DOTALL)


def page(written: str) -> str:
    """The page with the reference of today."""
    return _PART.sub(lambda _: "\n" + "\n".join(_sections()), written, count=1)


def _sections() -> Iterator[str]:
    for name, settings in TABLES.items():
        yield f"### `[{name}]`\n"
        yield from _table(settings)
        if settings is dataset_settings.SETTINGS:
            yield "`[[dataset.creators]]`:\n"
            yield from _table(dataset_settings.CREATOR)


def _table(settings: Mapping[str, Setting]) -> Iterator[str]:
    yield "| key | takes | default | meaning |"
    yield "|---|---|---|---|"
    for key, setting in settings.items():
        yield f"| `{key}` | {setting.takes} | {_default(setting.default)} | {setting.meaning} |"
    yield ""


def _default(value: object) -> str:
    """A default as TOML writes it; texts, numbers, lists and truth values are as in JSON."""
    shown = f"{value:_}" if type(value) is int else json.dumps(value)
    return "" if value is None else f"`{shown}`"


def main() -> None:
    """Write the reference."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
