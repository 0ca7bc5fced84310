"""How a release is cited: as BibTeX, and as `CITATION.cff` (Citation File Format 1.2)."""

from __future__ import annotations

import re
from typing import Any

from corpus.contract.dataset import Creator
from corpus.contract.licenses import is_url
from corpus.documents.facts import Facts
from corpus.documents.wording import TAGS, contents

# What the format takes for a licence: one of the SPDX list, and no expression.
_LISTED = re.compile(r"(?!LicenseRef-)[A-Za-z0-9.+-]+")


def bibtex(facts: Facts) -> str:
    """The BibTeX entry of this release: that of its makers, if they wrote one."""
    dataset = facts.dataset
    if dataset.citation:
        return dataset.citation
    fields = {
        # In braces an organisation is not taken apart into names of a person.
        "author": " and ".join(map(_author, dataset.creators)),
        "title": _plain(dataset.title),
        "version": facts.version,
        "year": facts.date[:4] if facts.date else None,
        "doi": dataset.doi,
        "url": dataset.homepage,
        "note": f"Logical digest sha256:{facts.logical_digest}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{dataset.name}-{facts.version},\n{lines}\n}}"


def citation_file(facts: Facts) -> str:
    """The text of `CITATION.cff`."""
    import yaml

    dataset = facts.dataset
    license = dataset.license or ""
    content = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": dataset.title,
        "abstract": dataset.description or contents(facts.total),
        "authors": [_cff_author(creator) for creator in dataset.makers],
        "version": facts.version,
        "date-released": facts.date,
        "doi": dataset.doi,
        "url": dataset.homepage,
        "license": license if _LISTED.fullmatch(license) else None,
        "license-url": license if is_url(license) else None,
        "keywords": list(TAGS),
    }
    known = {name: value for name, value in content.items() if value is not None}
    return yaml.safe_dump(known, sort_keys=False, allow_unicode=True, width=100)


def _cff_author(creator: Creator) -> dict[str, Any]:
    """An author; the names of people are not taken apart, which the format allows."""
    given = {"name": creator.name, "orcid": creator.orcid, "website": creator.url}
    return {name: value for name, value in given.items() if value is not None}


def _author(creator: Creator) -> str:
    name = _plain(creator.name)
    return f"{{{name}}}" if creator.organization else name


def _plain(text: str) -> str:
    """A text that LaTeX sets as it stands."""
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
