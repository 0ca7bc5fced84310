"""What a node of a cluster runs: one task, whose result or error goes back as bytes."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from corpus.engine import worker
from corpus.engine.mirror import Spec
from corpus.engine.node_mirror import node_mirror
from corpus.errors import CannotRunError

Versions = dict[str, str]


class Expected(NamedTuple):
    """The versions that every node must have, and the function that tells those of a node."""

    module: str
    function: str
    versions: Versions

    @classmethod
    def of_this_process(cls, tell: Callable[[], Versions]) -> Expected:
        """Those of the process that makes the plan."""
        return cls(tell.__module__, tell.__qualname__, tell())


class Failed(NamedTuple):
    """What a task raised, and the frames of the process that ran it."""

    error: Exception
    frames: str


class NodeError(Exception):
    """The cause of an error that comes from a node: the frames there, for `CORPUS_TRACEBACK`."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def run_task(expected: Expected, spec: Spec | None, call: bytes) -> bytes:
    """Run a pickled task and its argument; its pickled result, or `Failed`.

    Args:
        expected: The versions; those of a node that came later are not yet checked.
        spec: The store that stands for the folders of the build; None: all nodes share them.
        call: The task and its argument, pickled.
    """
    try:
        if expected.versions != _versions_here(expected.module, expected.function):
            raise CannotRunError(
                f"node {_node()}: joined the cluster during the build with other versions; "
                "expected those that the build began with; install them, and build again"
            )
        _begin()
        if spec is None:
            task, argument = pickle.loads(call)
            return pickle.dumps(task(argument), pickle.HIGHEST_PROTOCOL)
        mirror = node_mirror(spec.url, spec.run, spec.kept, f"node {_node()}")
        task, argument = mirror.begin(spec, call)
        return mirror.finish(task(argument))
    except Exception as error:
        return _failed(error)


@cache
def _begin() -> None:
    worker.begin()


@cache
def _versions_here(module: str, function: str) -> Versions:
    versions: Versions = getattr(import_module(module), function)()
    return versions


def _failed(error: Exception) -> bytes:
    frames = traceback.format_exc()
    if isinstance(error, OSError):
        error = _on_node(error)
    try:
        pickled = pickle.dumps(Failed(error, frames))
        pickle.loads(pickled)
    except Exception:  # of a library whose errors cannot travel
        return pickle.dumps(Failed(RuntimeError(f"{type(error).__name__}: {error}"), frames))
    return pickled


def _on_node(error: OSError) -> OSError:
    """The error with the node whose disk, rights or files are to be looked at."""
    if error.errno is None:
        return OSError(f"{error}, on node {_node()}")
    return OSError(error.errno, f"{error.strerror}, on node {_node()}", error.filename)


def _node() -> str:
    import ray

    return str(ray.util.get_node_ip_address())
