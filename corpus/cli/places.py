"""What a command takes for a place: a folder, or a URL in an object store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from corpus.cli.output import tell
from corpus.objects import is_url


class OutPath(click.Path):
    """Where releases are built: a path, or a URL as it is."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The path, or the URL as text."""
        return (
            value
            if isinstance(value, str) and is_url(value)
            else super().convert(value, param, ctx)
        )


class ReleasePath(click.Path):
    """A release: its folder; of a URL that of the copy which this machine keeps."""

    def __init__(self, anew: bool = False) -> None:
        """A release.

        Args:
            anew: of a URL every file is fetched, whatever is here.
        """
        super().__init__(path_type=Path)
        self._anew = anew

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The folder."""
        if not (isinstance(value, str) and is_url(value)):
            return super().convert(value, param, ctx)
        from corpus.cli.progress import show_progress
        from corpus.release.at_url import fetched

        with show_progress() as progress:
            folder = fetched(value, progress, self._anew)
        tell(f"{value}: copied to {folder}", err=True)
        return folder
