"""What a dataset is called, and who made it: the table [dataset] of a configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Creator(NamedTuple):
    """A person or an organisation that made a dataset."""

    name: str
    orcid: str | None = None  # URL of a person
    url: str | None = None
    organization: bool = False


class Dataset(NamedTuple):
    """The name of a dataset and what else its documents say of it."""

    name: str = "annotated-news-corpus"  # letters, digits, dots, hyphens and underscores
    title: str = "Annotated news corpus"
    description: str | None = None
    creators: tuple[Creator, ...] = ()  # as they are cited
    homepage: str | None = None  # URL
    contact: str | None = None  # address of mail, or URL
    license: str | None = None  # of labels and selection, not of the texts: SPDX id or URL
    citation: str | None = None  # BibTeX, in place of the one that follows from the rest
    doi: str | None = None  # `10.1234/abc`

    @classmethod
    def of(cls, recorded: Mapping[str, Any] | None) -> Dataset:
        """The dataset that a manifest names; None: nobody named it."""
        given = dict(recorded or {})
        creators = tuple(Creator(**creator) for creator in given.pop("creators", ()))
        return cls(**given, creators=creators)

    def recorded(self) -> dict[str, Any] | None:
        """What differs from the defaults, as manifests have it; None where nothing does."""
        given = {name: value for name, value in self._asdict().items() if value != _DEFAULT[name]}
        if self.creators:
            given["creators"] = [creator._asdict() for creator in self.creators]
        return given or None

    @property
    def makers(self) -> tuple[Creator, ...]:
        """The creators; where nobody is named, the makers of a dataset of this title."""
        anybody = Creator(f"The makers of the {self.title.lower()}", organization=True)
        return self.creators or (anybody,)

    @property
    def doi_url(self) -> str | None:
        """The address that the DOI leads to."""
        return f"https://doi.org/{self.doi}" if self.doi else None


_DEFAULT = Dataset._field_defaults
