"""The engine of a Ray cluster: tasks run on its nodes, which share the folders of a build.

The driver, the process that makes the plan, sends each task with its argument and gets its result;
everything larger goes through files.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import ray
from ray import exceptions

from corpus.engine.base import Argument, Result
from corpus.engine.nodes import (
    Folders,
    check_folders,
    check_store,
    check_versions,
    nodes_for_tasks,
    remove_scratches,
)
from corpus.engine.plan_mirror import PlanMirror
from corpus.engine.remote import Expected, Failed, NodeError, Versions, run_task
from corpus.errors import CannotRunError

_MEMORY = 1 << 30  # bytes declared for a task
_AHEAD = 4  # tasks per processor submitted early: no node waits, and memory stays flat
_TRIES = 4  # of a task whose worker or node dies
_HEALTH = 10  # seconds in which a cluster answers; Ray itself waits for two minutes
_LOOK = 1  # seconds between two looks at the nodes
_CANCEL = 1.5  # seconds in which cancelled tasks end


@dataclass
class _Submitted:
    """A task on its way."""

    name: str
    call: bytes  # the task and its argument, pickled, to submit it again
    memory: int  # bytes declared
    ref: ray.ObjectRef[bytes]
    tries: int = 1


class Ray:
    """Runs tasks on the nodes of a Ray cluster."""

    def __init__(
        self,
        address: str | None,
        shared: Folders | PlanMirror,
        versions: Callable[[], Versions],
        tell: Callable[[str], None],
    ) -> None:
        """Connect to a cluster, and check that its nodes can run the tasks of a build.

        Args:
            address: of the cluster, as Ray takes it; by default RAY_ADDRESS, or the cluster that
                this machine belongs to.
            shared: what all nodes share: folders, or a store that stands for them.
            versions: a top-level function that tells the versions of what has a say.
            tell: is told of tasks that are done again.

        Raises:
            CannotRunError: no cluster answers, no node has room for a task, or a node has other
                versions or other folders.
        """
        self._expected = Expected.of_this_process(versions)
        self._tell = tell
        self._run = ray.remote(run_task)
        self._mirror = shared if isinstance(shared, PlanMirror) else None
        if self._mirror is not None:
            self._mirror.check()
        _connect(address or os.environ.get("RAY_ADDRESS") or "auto")
        try:
            nodes = self._nodes()
            check_versions(nodes, self._expected)
            if isinstance(shared, PlanMirror):
                check_store(nodes, shared)
            else:
                check_folders(nodes, shared)
        except BaseException:
            self.close()
            raise

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        """The results in the order of the arguments, as they become ready."""
        if self._mirror is not None:
            self._mirror.share()
        waiting = iter(arguments)
        submitted: deque[_Submitted] = deque()
        try:
            while True:
                room = _AHEAD * self._processors() - len(submitted)
                for argument in islice(waiting, max(room, 0 if submitted else 1)):
                    call = self._dumps((task, argument))
                    submitted.append(self._submit(task.__name__, call, _MEMORY))
                if not submitted:
                    return
                yield self._result(submitted)
        finally:
            _cancel([one.ref for one in submitted])

    def close(self) -> None:
        """Leave the cluster; it goes on."""
        if self._mirror is not None:
            if ray.is_initialized():
                remove_scratches(self._mirror)
            self._mirror.close()
        ray.shutdown()

    def _dumps(self, call: tuple[Any, Any]) -> bytes:
        if self._mirror is None:
            return pickle.dumps(call, pickle.HIGHEST_PROTOCOL)
        return self._mirror.dumps(call)

    def _loads(self, result: bytes) -> Any:
        return pickle.loads(result) if self._mirror is None else self._mirror.loads(result)

    def _submit(self, name: str, call: bytes, memory: int) -> _Submitted:
        # Ray would try a task that is killed for memory for ever: it is tried again here.
        options = {"num_cpus": 1, "memory": memory, "max_retries": 0, "name": name}
        ref = self._run.options(**options).remote(
            self._expected, self._mirror and self._mirror.spec, call
        )
        return _Submitted(name, call, memory, ref)

    def _result(self, submitted: deque[_Submitted]) -> Any:
        """The result of the first task, which is done again while its workers die."""
        while True:
            first = submitted[0]
            try:
                while not ray.wait([first.ref], timeout=_LOOK)[0]:
                    self._nodes()
                result = self._loads(ray.get(first.ref))
                break
            except exceptions.RayTaskError as error:  # not of the task: it could not begin
                raise _cannot_begin(error) from None
            except exceptions.RayError as error:
                submitted[0] = self._again(first, error)
        submitted.popleft()  # and with it the memory of its result
        if isinstance(result, Failed):
            raise result.error from NodeError(result.frames)
        return result

    def _again(self, lost: _Submitted, error: exceptions.RayError) -> _Submitted:
        """Submit a task again; with twice the memory where it was killed for memory."""
        is_memory = isinstance(error, exceptions.OutOfMemoryError)
        why = "was killed for memory" if is_memory else f"died ({type(error).__name__})"
        memory = lost.memory
        if is_memory:
            most = max(int(node["Resources"]["memory"]) for node in self._nodes())
            memory = min(2 * memory, most)
        if lost.tries == _TRIES:
            raise CannotRunError(
                f"the worker of a task {lost.name} {why}, at the last of {_TRIES} tries with "
                f"{lost.memory >> 20} MB declared; expected all to live; "
                + ("give the nodes more memory" if is_memory else "look at the logs of the nodes")
                + ", and build again"
            )
        self._tell(f"a worker {why}: its task {lost.name} runs again, with {memory >> 20} MB")
        again = self._submit(lost.name, lost.call, memory)
        again.tries = lost.tries + 1
        return again

    def _nodes(self) -> list[dict[str, Any]]:
        return nodes_for_tasks(_MEMORY)

    def _processors(self) -> int:
        return sum(int(node["Resources"]["CPU"]) for node in self._nodes())


def _connect(address: str) -> None:
    """Connect to a cluster.

    Raises:
        CannotRunError: none answers.
    """
    if not (address == "local" or "://" in address):
        _check_health(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except Exception as error:
        raise _no_cluster(address, str(error)) from None


def _check_health(address: str) -> None:
    """Ask in a process of its own: Ray waits for minutes, and then ends the process that asks."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "health-check", "--address", address]
    try:
        asked = subprocess.run(
            command, capture_output=True, text=True, timeout=_HEALTH, check=False
        )
    except subprocess.TimeoutExpired:
        raise _no_cluster(address, f"no answer within {_HEALTH} seconds") from None
    if asked.returncode:
        words = asked.stderr.strip().splitlines() or [f"exit code {asked.returncode}"]
        raise _no_cluster(address, words[-1])


def _no_cluster(address: str, why: str) -> CannotRunError:
    return CannotRunError(
        f"--address {address}: no Ray cluster of this version answers "
        f"({' '.join(why.split())[:600]}); expected one; start it (ray start --head), or name its "
        "head with --address HOST:PORT or RAY_ADDRESS"
    )


def _cannot_begin(error: exceptions.RayTaskError) -> CannotRunError:
    return CannotRunError(
        f"a node cannot begin a task ({str(error).strip().splitlines()[-1]}); expected the same "
        "package on all nodes; install it there, and build again"
    )


def _cancel(refs: list[ray.ObjectRef[bytes]]) -> None:
    """End tasks that nobody waits for, so that they write no more.

    Those that have a result are left alone. Python hears of Ctrl-C when Ray stops waiting, often
    because a result has just come. Ray 2.60 still works on the task of that result: to cancel it
    crashed this process, in 4 of 42 builds that were stopped.
    """
    if not refs:
        return
    _, running = ray.wait(refs, num_returns=len(refs), timeout=0)
    for ref in running:
        ray.cancel(ref, force=True)
    ray.wait(refs, num_returns=len(refs), timeout=_CANCEL)
