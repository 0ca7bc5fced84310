"""What the nodes of a cluster must have: room for a task, the same versions, the same folders."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import ray
from ray import exceptions
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from corpus.engine.mirror import WORK, Spec
from corpus.engine.node_mirror import remove_scratch
from corpus.engine.plan_mirror import PlanMirror
from corpus.engine.remote import Expected, Versions
from corpus.errors import CannotRunError, CorpusError
from corpus.objects import Objects

_ANSWER = 60  # seconds in which a node answers; its first worker may have to start
_FILES = 100  # input files that are looked at

Node = dict[str, Any]


class Folders(NamedTuple):
    """What all nodes of a build share."""

    read: tuple[Path, ...]  # absolute; files, or folders
    write: Path  # absolute


def nodes_for_tasks(memory: int) -> list[Node]:
    """The nodes that have room for a task.

    Args:
        memory: of a task, in bytes.

    Raises:
        CannotRunError: there is none.
    """
    alive = [node for node in ray.nodes() if node["Alive"]]
    nodes = [
        node
        for node in alive
        if node["Resources"].get("CPU", 0) >= 1 and node["Resources"].get("memory", 0) >= memory
    ]
    if not nodes:
        raise CannotRunError(
            f"no node of {len(alive)} in the cluster has a processor and {memory >> 20} MB of "
            "memory for a task; expected at least one; start a node that has (ray start)"
        )
    return nodes


def check_versions(nodes: list[Node], expected: Expected) -> None:
    """Make sure that all nodes have the same versions.

    Raises:
        CannotRunError: one has others, or does not answer.
    """
    asked = (expected.module, expected.function)
    for node, versions in _of_each(nodes, _function_that_tells_versions(), *asked):
        _refuse_versions(node, versions, expected.versions)


def check_folders(nodes: list[Node], folders: Folders) -> None:
    """Make sure that all nodes see the same folders.

    Raises:
        CannotRunError: one does not.
    """
    sizes = dict(islice(_sizes(folders.read), _FILES))
    for node, unlike in _of_each(nodes, _function_that_compares_sizes(), sizes):
        if unlike:
            raise _not_shared(f"{unlike}: node {_name(node)} does not see this file as it is here")
    folders.write.mkdir(parents=True, exist_ok=True)
    meeting = Path(tempfile.mkdtemp(prefix=".nodes-", dir=folders.write))
    try:
        _refuse_other_folder(nodes, folders.write, meeting)
    finally:
        shutil.rmtree(meeting, ignore_errors=True)


def check_store(nodes: list[Node], mirror: PlanMirror) -> None:
    """Make sure that all nodes can read and write what stands for the folders.

    Raises:
        CannotRunError: one cannot.
    """
    for node, why_not in _of_each(nodes, _try_objects, mirror.spec):
        if why_not:
            raise CannotRunError(f"node {_name(node)}: {why_not}")


def remove_scratches(mirror: PlanMirror) -> None:
    """Remove what the nodes keep of a build; one that does not answer keeps it."""
    nodes = [node for node in ray.nodes() if node["Alive"]]
    with suppress(CannotRunError):
        for _ in _of_each(nodes, remove_scratch, mirror.spec.run):
            pass


def _try_objects(spec: Spec) -> str | None:
    """Why the store cannot be used from this node; None: it can."""
    try:
        here = f"{spec.run}/{ray.get_runtime_context().get_node_id()}"
        Objects(spec.url, WORK).check(here, here.encode())
    except CorpusError as error:
        return str(error)
    return None


def _refuse_versions(node: Node, versions: Versions | str, expected: Versions) -> None:
    if isinstance(versions, str):
        raise CannotRunError(
            f"node {_name(node)}: does not tell its versions ({versions}); expected this package "
            "with all its libraries there; install it, and build again"
        )
    other = [
        f"{name} {versions.get(name)} instead of {version}"
        for name, version in expected.items()
        if versions.get(name) != version
    ]
    if other:
        raise CannotRunError(
            f"node {_name(node)}: has {', '.join(other)}; expected the versions of this machine, "
            "since others may give other bytes; install them there, and build again"
        )


def _refuse_other_folder(nodes: list[Node], folder: Path, meeting: Path) -> None:
    """Every node writes a token, then all nodes and this process look for all tokens."""
    tokens = [node["NodeID"] for node in nodes]
    for number, (node, error) in enumerate(_of_each(nodes, _function_that_writes(), str(meeting))):
        if error:
            raise _not_shared(f"{folder}: node {_name(node)} cannot write there ({error})")
        if not (meeting / tokens[number]).exists():
            raise _not_shared(
                f"{folder}: this machine does not see what node {_name(node)} writes there"
            )
    for node, lost in _of_each(nodes, _function_that_reads(), str(meeting), tokens):
        if lost:
            others = " and ".join(_name(other) for other in nodes if other["NodeID"] in lost)
            raise _not_shared(
                f"{folder}: node {_name(node)} does not see what node {others} writes there"
            )


def _not_shared(found: str) -> CannotRunError:
    return CannotRunError(
        f"{found}; expected folders that all nodes share, under one path; "
        "mount them on this node, or build in others"
    )


def _name(node: Node) -> str:
    return str(node["NodeManagerAddress"])


def _sizes(paths: Iterable[Path]) -> Iterator[tuple[str, int]]:
    """Input files with their sizes in bytes."""
    for path in paths:
        files = path.rglob("*") if path.is_dir() else [path]
        yield from ((str(file), file.stat().st_size) for file in files if file.is_file())


def _of_each(
    nodes: list[Node], function: Callable[..., Any], *arguments: Any
) -> Iterator[tuple[Node, Any]]:
    """What a function returns on each node.

    Raises:
        CannotRunError: a node does not answer.
    """
    asked = ray.remote(function)
    refs = []
    for node in nodes:
        there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
        options = {"num_cpus": 0, "max_retries": 0, "scheduling_strategy": there}
        refs.append(asked.options(**options).remote(*arguments))
    for node, ref in zip(nodes, refs, strict=True):
        try:
            answer = ray.get(ref, timeout=_ANSWER)
        except exceptions.RayError as error:
            raise CannotRunError(
                f"node {_name(node)}: does not answer ({type(error).__name__}); expected an answer "
                f"within {_ANSWER} seconds; look at its logs, or take it out of the cluster"
            ) from None
        yield node, answer


# A function inside of another travels as code, so that it also runs where this package is of
# another version, or is not at all.


def _function_that_tells_versions() -> Callable[[str, str], Versions | str]:
    def tell_versions(module: str, function: str) -> Versions | str:
        try:
            versions: Versions = getattr(import_module(module), function)()
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return versions

    return tell_versions


def _function_that_compares_sizes() -> Callable[[dict[str, int]], str | None]:
    def compare_sizes(sizes: dict[str, int]) -> str | None:
        for file, size in sizes.items():
            try:
                is_alike = Path(file).stat().st_size == size
            except OSError:
                is_alike = False
            if not is_alike:
                return file
        return None

    return compare_sizes


def _function_that_writes() -> Callable[[str], str | None]:
    def write_token(folder: str) -> str | None:
        try:
            Path(folder, ray.get_runtime_context().get_node_id()).touch()
        except OSError as error:
            return error.strerror
        return None

    return write_token


def _function_that_reads() -> Callable[[str, list[str]], list[str]]:
    def look_for_tokens(folder: str, tokens: list[str]) -> list[str]:
        return [token for token in tokens if not Path(folder, token).exists()]

    return look_for_tokens
