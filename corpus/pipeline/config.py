"""The settings of a build, from the command line, the configuration file and the environment."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from corpus.contract.licenses import HUB, canonical, is_url, spdx
from corpus.contract.splits import SPLITS
from corpus.errors import UsageError
from corpus.labelling.label_model import MIN_CONFIDENCE
from corpus.split.assign import BY, Choice

EPOCH = "SOURCE_DATE_EPOCH"
_YEAR_10000 = 253402300800  # seconds
_MAX_SIZE = 10**15  # of a split: sums and shares of three are exact enough
_SHOWN = 60  # characters of a wrong setting that a message repeats


@dataclass(frozen=True)
class Config:
    """A build's settings; the manifest repeats them."""

    raw: Path
    out: Path
    version: str | None = None  # None: computed from the difference to the release before
    strict: bool = False  # publish nothing where an article was rejected
    split: Choice = field(default_factory=Choice)
    min_confidence: float = MIN_CONFIDENCE  # of a span; people's are 1
    previous: Path | None = None  # the release to build on; None: the latest in `out`
    source_date_epoch: int | None = None  # date of the release, in seconds; see `read_epoch`
    licenses: tuple[str, ...] = ()  # canonical, sorted: of what may be published; (): of anything

    def recorded(self) -> dict[str, Any]:
        """The settings that change the bytes of a release, as the manifest repeats them."""
        return {
            "split": asdict(self.split),
            "min_confidence": self.min_confidence,
            "source_date_epoch": self.source_date_epoch,
            "license_allow": list(self.licenses) or None,
        }


def read_licenses(lists: Iterable[str]) -> tuple[str, ...]:
    """The licences of comma-separated lists, canonical and sorted.

    Raises:
        UsageError: one is neither an SPDX id, nor written as people write one, nor a URL.
    """
    names = [name.strip() for names in lists for name in names.split(",")]
    for name in names:
        if spdx(name) is None and not is_url(name):
            nearest = get_close_matches(name.upper(), list(HUB), n=1)
            raise UsageError(
                f'--license-allow "{name}": no licence is known by this name; expected an SPDX id '
                "(https://spdx.org/licenses), LicenseRef- and a name of your own, or the URL that "
                f"the articles give; {f'did you mean {nearest[0]}?' if nearest else 'correct it'}"
            )
    return tuple(sorted({canonical(name) for name in names}))


def read_choice(path: Path | None, by: str | None) -> Choice:
    """How to split: by the command line, else by the file, else by the defaults.

    Raises:
        UsageError: the file cannot be read or says something that is not known.
    """
    settings: dict[str, Any] = {}
    if path is not None:
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            found = "nested too deep" if isinstance(error, RecursionError) else error
            raise UsageError(f"{path}: cannot be read ({found}); expected a TOML file") from None
        unknown = [key for key in data if key != "split"]
        settings = data.get("split", {})
        if not isinstance(settings, dict):
            raise UsageError(
                f"{path}: split is no table; expected a table [split] with "
                f"{', '.join(('by', 'key', *SPLITS))}; correct it"
            )
        unknown += [f"split.{key}" for key in settings if key not in ("by", "key", *SPLITS)]
        if unknown:
            raise UsageError(
                f'{path}: unknown setting "{unknown[0]}"; expected a table [split] with '
                f"{', '.join(('by', 'key', *SPLITS))}; correct or remove it"
            )
    sizes = tuple(settings.get(name, size) for name, size in zip(SPLITS, Choice.sizes, strict=True))
    if not all(map(_is_size, sizes)) or not sum(sizes):
        raise UsageError(
            f"{path}: the sizes of the splits are {', '.join(map(_shown, sizes))}; expected "
            f"numbers from zero to {_MAX_SIZE:,}, not all zero; correct them"
        )
    chosen = by or settings.get("by", Choice.by)
    if chosen not in BY:
        raise UsageError(f'{path}: split.by is "{_shown(chosen)}"; expected one of {", ".join(BY)}')
    key = settings.get("key", Choice.key)
    if not isinstance(key, str):
        raise UsageError(
            f"{path}: split.key is {_shown(key)}; expected a text; put it in quotation marks"
        )
    return Choice(chosen, (sizes[0], sizes[1], sizes[2]), key)


def _is_size(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= _MAX_SIZE  # neither infinite nor NaN


def _shown(value: object) -> str:
    """A setting for a message: cut, since it may be of any length and depth."""
    text = type(value).__name__ if isinstance(value, dict | list) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def read_epoch(seconds: str | None) -> int | None:
    """The date of the release, from the variable `EPOCH` (reproducible-builds.org).

    Raises:
        UsageError: it is no number of seconds that a calendar knows.
    """
    if not seconds:
        return None
    is_number = seconds.isascii() and seconds.isdecimal()
    digits = seconds.lstrip("0")
    if not is_number or len(digits) > len(str(_YEAR_10000)) or int(digits or 0) >= _YEAR_10000:
        raise UsageError(
            f'{EPOCH} is "{_shown(seconds)}"; expected seconds since 1970-01-01, such as '
            "1767225600; correct it, or unset it: the date is then that of the newest article"
        )
    return int(digits or 0)
