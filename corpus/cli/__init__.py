"""The command `corpus`: what all commands begin with, and how each ends.

A command is imported when it is called, and what takes long to import inside its function.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import NoReturn

import click

from corpus import __version__
from corpus.cli.commands import commands
from corpus.cli.output import tell
from corpus.engine.garbage import collect_seldom, end_at_once
from corpus.errors import CorpusError
from corpus.quoting import shortened

_TRACEBACK = "CORPUS_TRACEBACK"  # environment variable: print the traceback of a fault
_INTERRUPTED = 130  # exit codes as shells have them: 128 and the number of the signal
_PIPE_CLOSED = 141
_SHOWN = 200  # characters of an error's own words


@click.group(
    commands=commands(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="corpus")
def command() -> None:
    """Turn raw news articles into datasets that train extraction models."""


def main() -> None:
    """Run the command line; whatever stops it is one line, with exit code 2, or 130 for Ctrl-C."""
    if os.name != "posix":
        _stop(
            "this is not a POSIX system; expected Linux or macOS, since releases appear by "
            "atomic renames, links and file locks; on Windows use WSL"
        )
    collect_seldom()
    end_at_once()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # file names need not be UTF-8
    try:
        code = command.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as help_text:
        help_text.show()
        sys.exit(help_text.exit_code)
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _stop("stopped by Ctrl-C; nothing was published", code=_INTERRUPTED)
    except CorpusError as error:
        _stop(*error.lines)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the last flush would fail as well
        sys.exit(_PIPE_CLOSED)
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            for line in traceback.format_exc().splitlines():
                tell(line, err=True)
        _stop(_unforeseen(error))
    sys.exit(code if isinstance(code, int) else 0)


def _show(error: click.ClickException) -> None:
    """What click shows, but through `tell`: its message repeats arguments as they are."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        for line in error.ctx.get_usage().split("\n"):
            tell(line, err=True)
        tell(f"Try '{error.ctx.command_path} --help' for help.", err=True)
        tell("", err=True)
    tell(f"Error: {error.format_message()}", err=True)


def _stop(message: str, *more: str, code: int = 2) -> NoReturn:
    for line in (f"corpus: {message}", *more):
        tell(line, err=True)
    sys.exit(code)


def _unforeseen(error: Exception) -> str:
    """One line for an error that no part of the program expects."""
    words = shortened(" ".join(str(error).split()), _SHOWN)
    if isinstance(error, OSError) and error.filename is not None:
        return (
            f"{error.filename}: {error.strerror}; expected a file or folder that can be used; "
            f"check its path, its name and its rights ({_TRACEBACK}=1 shows where it was used)"
        )
    about = "".join(f"{note}: " for note in getattr(error, "__notes__", []))
    return (
        f"{about}{type(error).__name__}: {words}; expected no such error: it is a fault of the "
        "builder; report it as an issue of the builder's repository, with what "
        f"{_TRACEBACK}=1 shows"
    )
