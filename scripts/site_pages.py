"""A hook of mkdocs: pages of the site that are files at the top of the repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts import ROOT

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
_LINK = re.compile(r"\]\(([^):#\s]+)(#[^)]*)?\)")  # a relative link


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, with their links as seen from docs/."""
    from mkdocs.structure.files import File  # the tests of this module do without mkdocs

    for name, page in PAGES.items():
        content = as_page((ROOT / name).read_text("utf-8"))
        files.append(File.generated(config, page, content=content))
    return files


def as_page(text: str) -> str:
    """The text with links that lead to docs/, or to another such page, made relative to docs/."""

    def moved(link: re.Match[str]) -> str:
        target = PAGES.get(link[1], link[1].removeprefix("docs/"))
        return f"]({target}{link[2] or ''})"

    return _LINK.sub(moved, text)
