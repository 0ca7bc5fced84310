"""The settings of a build, and those that the command line and the environment give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from corpus.contract.dataset import Dataset
from corpus.contract.licenses import HUB, canonical, is_url, spdx
from corpus.contract.limits import Limits
from corpus.errors import UsageError
from corpus.labelling.label_model import MIN_CONFIDENCE
from corpus.labelling.trained import Trained
from corpus.quoting import shortened
from corpus.read.foreign.settings import Importing
from corpus.split.assign import Choice
from corpus.validation.rights import Rights

EPOCH = "SOURCE_DATE_EPOCH"
_YEAR_10000 = 253402300800  # seconds
_SHOWN = 60  # characters of a wrong date that a message repeats


@dataclass(frozen=True)
class Config:
    """A build's settings; the manifest repeats them."""

    raw: Path  # what files are named relative to
    out: Path
    inputs: tuple[Path, ...] = ()  # files and folders below it; (): all of it
    version: str | None = None  # None: computed from the difference to the release before
    strict: bool = False  # publish nothing where an input has an error
    split: Choice = field(default_factory=Choice)
    min_confidence: float = MIN_CONFIDENCE  # of a span; people's are 1
    previous: Path | None = None  # the release to build on; None: the latest in `out`
    source_date_epoch: int | None = None  # date of the release, in seconds; see `read_epoch`
    rights: Rights = field(default_factory=Rights)
    limits: Limits = field(default_factory=Limits)
    importing: Importing = field(default_factory=Importing)
    dataset: Dataset = field(default_factory=Dataset)
    models: tuple[Trained, ...] = ()  # of the user, that vote too
    columns: tuple[str, ...] = ()  # optional ones of the rows, in the order of releases
    present_day: date = date.max  # later dates of articles are warned of; no byte depends on it

    def recorded(self) -> dict[str, Any]:
        """The settings that change the bytes of a release, as the manifest repeats them."""
        asked = {
            "models": [model.recorded() for model in self.models],
            "columns": list(self.columns),
        }
        return {
            "split": asdict(self.split),
            "min_confidence": self.min_confidence,
            "source_date_epoch": self.source_date_epoch,
            "license_allow": list(self.rights.licenses) or None,
            "keep_reserved": self.rights.keep_reserved,
            "keep_html": self.rights.keep_html,
            "limits": self.limits._asdict(),
            "import": self.importing.recorded(),
            "dataset": self.dataset.recorded(),
        } | {name: values for name, values in asked.items() if values}


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
            f'{EPOCH} is "{shortened(seconds, _SHOWN)}"; expected seconds since 1970-01-01, such '
            "as 1767225600; correct it, or unset it: the date is then that of the newest article"
        )
    return int(digits or 0)
