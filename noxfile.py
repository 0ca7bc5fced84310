"""The project's tasks: `.venv/bin/nox -l` lists them, `.venv/bin/nox` runs all checks.

Every session runs in the environment that nox itself is installed in: one environment to set up,
and CI, the hooks of `.pre-commit-config.yaml` and people run the same commands.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "imports", "docs", "test"]

_BIN = Path(sys.executable).parent
_VENV = Path(".venv")
# Written by scripts from the code; tests compare the tracked files with what the scripts write.
_GENERATED = (
    "command_reference",
    "configuration_reference",
    "decision_list",
    "import_picture",
    "language_names",
    "output_tables",
    "rule_counts",
    "rules_page",
)


def _run(session: nox.Session, tool: str, *arguments: str) -> None:
    session.run(str(_BIN / tool), *arguments, external=True)


@nox.session
def setup(session: nox.Session) -> None:
    """Make or refresh `.venv`, and install the package with all that development needs."""
    if not _VENV.exists():
        session.run(sys.executable, "-m", "venv", str(_VENV), external=True)
    pip = str(_VENV / "bin" / "pip")
    session.run(pip, "install", "-q", "-c", "constraints.txt", "-e", ".[dev,docs]", external=True)


@nox.session
def format(session: nox.Session) -> None:
    """Format the code and apply the fixes that are safe."""
    _run(session, "ruff", "format", ".")
    _run(session, "ruff", "check", "--fix", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Check format and lint rules; change nothing."""
    _run(session, "ruff", "format", "--check", ".")
    _run(session, "ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    _run(session, "mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """Check that imports between the rooms point one way."""
    _run(session, "lint-imports")


@nox.session
def test(session: nox.Session) -> None:
    """Run the quick tests; arguments after `--` go to pytest."""
    _run(session, "pytest", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the tests that take minutes, and try properties on many more examples."""
    options = ("-m", "slow or hypothesis", "--hypothesis-profile", "thorough")
    _run(session, "pytest", *options, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into `site/`; any warning is an error."""
    session.env["NO_MKDOCS_2_WARNING"] = "1"  # of mkdocs-material, about versions to come
    _run(session, "mkdocs", "build", "--strict", *session.posargs)


@nox.session
def generate(session: nox.Session) -> None:
    """Write again the documentation that comes from the code."""
    for script in _GENERATED:
        _run(session, "python", "-m", f"scripts.{script}")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the speed and memory of a build; arguments after `--` go to `benchmarks/run`."""
    _run(session, "python", "-m", "benchmarks.run", *session.posargs)


@nox.session
def line_model(session: nox.Session) -> None:
    """Train the line model and those that measure it, and write what they reach where it stands.

    Takes two hours of one core, the folder `shared` and what `.[own-models]` brings.
    """
    models = Path("build") / "line_models"
    shutil.rmtree(models, ignore_errors=True)  # a model of other code would be measured too
    figures = models / "figures.json"
    _run(session, "python", "-m", "benchmarks.train_all", "--out", str(models))
    shutil.copy(models / "all.npz", "corpus/labelling/line_model/weights.npz")
    _run(session, "python", "-m", "benchmarks.cross_validate", "--models", str(models),
         "--json", str(figures))  # fmt: skip
    _run(session, "python", "-m", "benchmarks.quality", str(figures))
