"""A Ray cluster of this machine, each node a process of its own on a loopback address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # Ray would tell its makers of this cluster
CORPUS = Path(sys.executable).with_name("corpus")
SMALL = {"object_store_memory": 80 << 20, "include_dashboard": False, "include_log_monitor": False}


class Nodes:
    """A head that runs no tasks, and nodes that do, each a process of its own."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        head = {"num_cpus": 0, "node_ip_address": "127.0.0.2", **SMALL}
        self._cluster = Cluster(initialize_head=True, head_node_args=head)
        self.address: str = self._cluster.address

    def add(self, ip: str, **options: Any) -> Any:
        return self._cluster.add_node(num_cpus=1, node_ip_address=ip, **SMALL, **options)

    def remove(self, node: Any) -> None:
        self._cluster.remove_node(node, allow_graceful=False)
        self._cluster.wait_for_nodes()  # until the cluster knows that it is gone

    def close(self) -> None:
        self._cluster.shutdown()

    def build(
        self, raw: Path, out: Path | str, *more: str, **options: Any
    ) -> subprocess.Popen[str]:
        command = [
            CORPUS,
            "build",
            raw,
            "--out",
            out,
            "--engine",
            "ray",
            "--address",
            self.address,
            *more,
        ]
        return subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            **options,
        )


def tree(release: Path) -> dict[str, bytes]:
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in release.rglob("*")
        if path.is_file()
    }
