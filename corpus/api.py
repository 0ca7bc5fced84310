"""The library: four functions that do what the commands do.

Everything that these functions need is imported when they are called, so that `import corpus` is
fast. Everything else in this package is private and may change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.release.layout import DEFAULT_OUT, DEFAULT_RELEASE

if TYPE_CHECKING:
    from corpus.contract.article import Span
    from corpus.contract.problems import Problem
    from corpus.contributions.fix_files import Fixes
    from corpus.contributions.policy import Policy
    from corpus.contributions.validate import Validation
    from corpus.engine.base import Engine
    from corpus.engine.plan_mirror import PlanMirror
    from corpus.engine.runner import Progress
    from corpus.pipeline.config import Config
    from corpus.pipeline.import_files import Imports
    from corpus.pipeline.plan import Outcome
    from corpus.pipeline.read_articles import Checks
    from corpus.release.reader import Release
    from corpus.release.series import Series


def build(
    raw: str | Path | Sequence[str | Path] = "raw",
    *,
    out: str | Path = DEFAULT_OUT,
    version: str | None = None,
    split_by: str | None = None,
    config: str | Path | None = None,
    min_confidence: float | None = None,
    previous: str | Path | None = None,
    license_allow: Sequence[str] = (),
    keep_reserved: bool = False,
    keep_html: bool = False,
    map: Mapping[str, str] | None = None,
    outlet: str | None = None,
    strict: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Release:
    """Build a release of raw articles, as `corpus build` does.

    Args:
        raw: folder with raw articles, labels and outlet tables; or files and folders of articles.
        out: folder of releases; the new one becomes `out/latest`. Or a URL in an object store, as
            `s3://BUCKET/FOLDER`.
        version: version to ask for; by default the least that the changes allow.
        split_by: `story`, `outlet` or `time`.
        config: TOML file with tables `[dataset]`, `[split]`, `[limits]`, `[import]`, `[label]` and
            `[release]`.
        min_confidence: give no label that is less likely right than this, on pages than 0.85 of it,
            0 to 1.
        previous: release to build on, its folder or URL, by default `out/latest`: what it published
            stays in its split.
        license_allow: keep only articles under these licences.
        keep_reserved: keep articles whose page reserves the rights of text and data mining.
        keep_html: release the HTML of pages too, where their licence lets everybody copy it.
        map: fields of other tools' records, and our fields that they are.
        outlet: whose the records of other tools are.
        strict: publish nothing where an input was rejected; warnings do not count.
        workers: processes; by default as many as pay off.
        progress: is told how far the build is.

    Returns:
        The new release; where the raw articles changed nothing, the release that holds them. Of a
        URL the copy that this machine has.

    Raises:
        UsageError: an argument cannot be.
        RejectedError: articles were rejected under `strict`; nothing was published.
        CannotRunError: a folder cannot be used, or no article is left.
        LeakError: the splits leak, which is a fault of the builder; nothing was published.
    """
    from corpus.errors import RejectedError
    from corpus.release import commit

    settings = read_config(
        [raw] if isinstance(raw, str | Path) else raw,
        *(out, version, split_by, config, min_confidence, previous),
        *(license_allow, keep_reserved, keep_html, strict),
        _pairs(map),
        outlet,
    )
    with series_at(out, version, progress) as series:
        outcome = run_build(settings, this_machine(settings, workers), progress, series)
        if outcome.is_rejected:
            rejected = [problem for problem in outcome.problems if problem.is_fixable]
            raise RejectedError(
                f"{raw}: {len(rejected)} inputs were rejected under strict; expected none; "
                "fix them, or build without strict",
                problems=rejected,
            )
        release = outcome.release or settings.previous
        if release is None:
            release = series.fetch_last() if series else commit.latest(settings.out)
    if release is None:
        raise AssertionError("a build that publishes nothing has a release before it")
    return open_release(release)


def open_release(path: str | Path = DEFAULT_RELEASE) -> Release:
    """Open a release for reading.

    Args:
        path: its folder; or its URL in an object store, of which this machine keeps a copy.

    Raises:
        CannotRunError: there is no release, its manifest was changed, or a newer version of this
            package made it.
        UsageError: the URL cannot be.
    """
    from corpus.release.reader import Release

    return Release.open(_here(path))


def validate(
    *paths: str | Path,
    config: str | Path | None = None,
    map: Mapping[str, str] | None = None,
    outlet: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    since: str | None = None,
    against: str | Path | None = None,
) -> list[Problem]:
    """Every problem of raw articles, labels and outlet tables, as `corpus validate` finds them.

    Args:
        paths: folders, or files of the corpus of any kind; by default the folder `raw`.
        config: TOML file with tables `[limits]`, `[import]` and `[validate]`.
        map: fields of other tools' records, and our fields that they are.
        outlet: whose the records of other tools are.
        select: rules that alone are told: their names, codes, or what codes begin with.
        ignore: rules that are not told.
        since: a revision of git; only files that were changed since are told of.
        against: the release that articles are compared with, by default `build/latest` if it is
            there.

    Returns:
        The problems, each with its file, line, path in the record, span and severity; an empty
        list where there is nothing to fix.

    Raises:
        CannotRunError: there is nothing to validate at a path, or no release at `against`.
        UsageError: the configuration cannot be, or there is no such revision.
    """
    validation = start_validation(config, _pairs(map), outlet, select, ignore, since, against)
    problems = validation.problems([Path(path) for path in paths or ("raw",)])
    return [validation.locator.locate(problem) for problem in problems]


def start_validation(
    config: str | Path | None,
    maps: Sequence[str],
    outlet: str | None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    since: str | None = None,
    against: str | Path | None = None,
    progress: Progress | None = None,
) -> Validation:
    """A validation with the settings of a configuration file and the command line.

    Raises:
        UsageError: the configuration cannot be.
        CannotRunError: there is no release at `against`.
    """
    from corpus.contributions.validate import Validation

    checks, policy = _checks(config, maps, outlet, select, ignore)
    published = None
    if against or Path(DEFAULT_RELEASE).exists():
        from corpus.contributions.published import Published  # readers that others do without

        published = Published(open_release(against or DEFAULT_RELEASE))
    return Validation(checks, policy, published, since, progress)


def start_fixes(
    paths: Sequence[Path],
    config: str | Path | None,
    maps: Sequence[str],
    outlet: str | None,
    select: Sequence[str],
    ignore: Sequence[str],
    since: str | None,
) -> Fixes:
    """The fixes of what a validation with the same settings tells.

    Raises:
        UsageError: the configuration cannot be, or there is no such revision.
    """
    from corpus.contributions.fix_files import Fixes

    return Fixes(*_checks(config, maps, outlet, select, ignore), paths, since)


def _checks(
    config: str | Path | None,
    maps: Sequence[str],
    outlet: str | None,
    select: Sequence[str],
    ignore: Sequence[str],
) -> tuple[Checks, Policy]:
    """What decides on a record, and what is told of it.

    Raises:
        UsageError: the configuration cannot be.
    """
    from corpus.contributions.policy_settings import read_policy
    from corpus.pipeline.config_file import read_settings
    from corpus.pipeline.import_settings import read_importing
    from corpus.pipeline.limits_settings import read_limits
    from corpus.pipeline.read_articles import Checks

    config_file = None if config is None else Path(config)
    settings = read_settings(config_file)
    limits = read_limits(settings["limits"], config_file)
    importing = read_importing(settings["import"], config_file, maps, outlet)
    policy = read_policy(settings["validate"], config_file, select, ignore)
    return Checks(limits, _present_day(), importing, policy.unwanted), policy


def start_imports(
    to: Path,
    config: Path | None,
    maps: Sequence[str],
    outlet: str | None,
    kind: str | None,
    paths: Sequence[Path],
) -> Imports:
    """The import of some paths into a folder.

    Raises:
        UsageError: a setting cannot be, or two paths would be one file.
        CannotRunError: a file is there already.
    """
    from corpus.errors import UsageError
    from corpus.pipeline.config_file import read_settings
    from corpus.pipeline.import_files import Imports, already_there
    from corpus.pipeline.import_settings import read_importing
    from corpus.pipeline.limits_settings import read_limits
    from corpus.pipeline.read_articles import Checks

    settings = read_settings(config)
    importing = read_importing(settings["import"], config, maps, outlet, kind)
    imports = Imports(
        Checks(read_limits(settings["limits"], config), _present_day(), importing), to
    )
    targets: dict[Path, Path] = {}
    for path in paths:
        target = imports.target(path)
        if target in targets:
            raise UsageError(
                f"{targets[target]} and {path}: both would be {target}; expected names that "
                "differ; import one of them into another folder with --to"
            )
        if target.exists():
            raise already_there(target)
        targets[target] = path
    return imports


def label(
    text: str,
    language: str | None = None,
    outlet: str | Mapping[str, Any] | None = None,
    title: str | None = None,
) -> list[Span]:
    """Label one text, without any files.

    Rules, the line model, the outlet's phrases and the title are asked; what needs other articles
    of the outlet (templates, headlines of others) is not.

    Args:
        text: the article as it was scraped.
        language: BCP 47 tag; by default it is detected.
        outlet: id of the outlet, or its entry of an outlet table with its own `phrases`.
        title: the article's title.

    Returns:
        The spans in order, not overlapping; `text[span.start:span.end]` is what a span labels.
    """
    from corpus.labelling.text import label_text

    return label_text(text, language=language, outlet=outlet, title=title)


def train(release: Path, out: Path, say: Callable[[str], None]) -> Mapping[str, Any]:
    """Train a line model on a release, and write its folder.

    Args:
        release: Its folder.
        out: The folder of the model, to make.
        say: Is told how far it is.

    Returns:
        What `model.json` says, but for the SHA-256 of the weights.

    Raises:
        CannotRunError: what trains is not installed, the release cannot be read or has too little
            to learn from, or the folder cannot be written.
        UsageError: the folder is there, or its name is no name of a model.
    """
    from importlib.util import find_spec

    from corpus.errors import CannotRunError
    from corpus.training import folder

    folder.check_free(out)
    opened = open_release(release)
    missing = [name for name in ("catboost", "sklearn") if find_spec(name) is None]
    if missing:
        raise CannotRunError(
            f"corpus train: {' and '.join(missing)} not installed; expected the extra `train`; "
            "pip install 'annotated-corpus-builder[train]'"
        )
    from corpus.training.train import train as run

    model = run(opened, out.name, say)
    folder.write(out, model)
    return model.description


def read_config(
    raw: Sequence[str | Path],
    out: str | Path,
    version: str | None,
    split_by: str | None,
    config: str | Path | None,
    min_confidence: float | None,
    previous: str | Path | None,
    license_allow: Sequence[str],
    keep_reserved: bool,
    keep_html: bool,
    strict: bool,
    maps: Sequence[str],
    outlet: str | None,
) -> Config:
    """The settings of a build, each argument checked.

    Raises:
        UsageError: one cannot be.
        CannotRunError: what is named as raw articles is not there, or something else.
    """
    import os

    from corpus.read.listing import common_folder, refuse_unusable

    paths = tuple(map(Path, raw)) or (Path("raw"),)
    refuse_unusable(paths)  # first: what is not there is told before much is imported

    from corpus.labelling.label_model import MIN_CONFIDENCE
    from corpus.objects import is_url
    from corpus.pipeline.config import EPOCH, Config, read_epoch, read_licenses
    from corpus.pipeline.config_file import read_settings
    from corpus.pipeline.dataset_settings import read_dataset
    from corpus.pipeline.import_settings import read_importing
    from corpus.pipeline.label_settings import read_models
    from corpus.pipeline.limits_settings import read_limits
    from corpus.pipeline.release_settings import read_columns
    from corpus.pipeline.split_settings import read_choice
    from corpus.release.series import out_of
    from corpus.validation.rights import Rights

    config_file = None if config is None else Path(config)
    settings = read_settings(config_file)
    folder = common_folder(paths)
    return Config(
        raw=folder,
        inputs=() if paths == (folder,) else paths,
        out=out_of(str(out)) if is_url(str(out)) else Path(out),
        version=version,
        strict=strict,
        split=read_choice(settings["split"], config_file, split_by),
        min_confidence=MIN_CONFIDENCE if min_confidence is None else min_confidence,
        previous=None if previous is None else _here(previous),
        source_date_epoch=read_epoch(os.environ.get(EPOCH)),
        rights=Rights(read_licenses(license_allow), keep_reserved, keep_html),
        limits=read_limits(settings["limits"], config_file),
        importing=read_importing(settings["import"], config_file, maps, outlet),
        dataset=read_dataset(settings["dataset"], config_file),
        models=read_models(settings["label"], config_file),
        columns=read_columns(settings["release"], config_file),
        present_day=_present_day(),
    )


@contextmanager
def series_at(
    out: str | Path, version: str | None, progress: Progress | None
) -> Iterator[Series | None]:
    """The series at a URL, for one build; None for a folder, which is as good by itself.

    Args:
        out: folder or URL.
        version: that is asked for.
        progress: is told of each file that comes or goes.

    Raises:
        CannotRunError: the store cannot be used, another build is at work there, or the version
            was released before.
        UsageError: the URL cannot be.
    """
    from corpus.engine.runner import Silent
    from corpus.objects import is_url
    from corpus.release.series import series

    if not is_url(str(out)):
        yield None
        return
    with series(str(out), progress or Silent()) as opened:
        if version is not None:
            opened.check_free(version)
        yield opened


def run_build(
    config: Config, engine: Engine, progress: Progress | None, series: Series | None = None
) -> Outcome:
    """Run a build on an engine, which is closed at the end; what it made goes to the series."""
    from corpus.engine.runner import Runner, Silent
    from corpus.pipeline.plan import build as run

    try:
        outcome = run(config, Runner(engine, progress or Silent()))
    finally:
        engine.close()
    if series and outcome.release:
        series.publish(outcome.release)
    return outcome


def this_machine(config: Config, workers: int | None) -> Engine:
    """The engine of this machine, with as many workers as pay off if none are asked for."""
    from corpus.engine.local import Local, suitable_workers

    return Local(workers or suitable_workers(sum(map(_size, config.inputs or (config.raw,)))))


def cluster(
    config: Config, address: str | None, work: str | None, tell: Callable[[str], None]
) -> tuple[Config, Engine]:
    """The engine of a Ray cluster, and the settings with paths that mean the same on each node.

    Args:
        config: The settings.
        address: Of the cluster, as Ray takes it; None: RAY_ADDRESS, or that of this machine.
        work: URL of a folder in an object store, which stands for folders that all nodes share.
        tell: Is told of tasks that are done again.

    Raises:
        CannotRunError: Ray is not installed, or the cluster or the store cannot be used.
        UsageError: `work` is no URL of a store.
    """
    from dataclasses import replace
    from importlib.util import find_spec

    from corpus.errors import CannotRunError
    from corpus.pipeline.fingerprint import versions

    if find_spec("ray") is None:
        raise CannotRunError(
            "--engine ray: Ray is not installed; expected the extra `ray`; "
            "pip install 'annotated-corpus-builder[ray]' here and on all nodes of the cluster"
        )
    from corpus.engine.nodes import Folders
    from corpus.engine.ray import Ray

    previous = config.previous and config.previous.absolute()
    config = replace(
        config,
        raw=config.raw.absolute(),
        inputs=tuple(path.absolute() for path in config.inputs),
        out=config.out.absolute(),
        previous=previous,
        models=tuple(model._replace(folder=model.folder.absolute()) for model in config.models),
    )
    read = [*(config.inputs or (config.raw,)), *([previous] if previous else [])]
    read += [model.folder for model in config.models]
    shared = Folders(tuple(read), config.out) if work is None else _mirror(config, work)
    return config, Ray(address, shared, versions, tell)


def _mirror(config: Config, work: str) -> PlanMirror:
    """The folders of a build for nodes that share a store and no folder."""
    from corpus.engine.plan_mirror import PlanMirror
    from corpus.pipeline.cache import FOLDER
    from corpus.read.listing import list_raw
    from corpus.release.commit import MAKING

    folders = {"out": config.out, "raw": config.raw}
    if config.previous is not None:
        folders["previous"] = config.previous
    files = list_raw(config.raw, config.inputs)
    read = [config.raw / name for name in (*files.articles, *files.labels, *files.outlets)]
    for model in config.models:
        folders[model.source] = model.folder
        read += model.files()
    return PlanMirror(work, folders, MAKING, FOLDER, read)


def _here(release: str | Path) -> Path:
    """The folder of a release, or of the copy of one that is given by its URL."""
    from corpus.engine.runner import Silent
    from corpus.objects import is_url
    from corpus.release.at_url import fetched

    return fetched(str(release), Silent()) if is_url(str(release)) else Path(release)


def _pairs(map: Mapping[str, str] | None) -> list[str]:
    """A mapping as the command line has it."""
    return [f"{theirs}={ours}" for theirs, ours in (map or {}).items()]


def _present_day() -> date:
    """The only look at a clock: it decides on warnings, and on no byte of a release."""
    return datetime.now(UTC).date()


def _size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files: Iterable[Path] = path.rglob("*") if path.is_dir() else [path]
    return sum(path.stat().st_size for path in files if path.is_file())
