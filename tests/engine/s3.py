"""A server of the S3 protocol on a loopback address: rclone, which keeps a bucket as a folder."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

BUCKET = "corpus"
_KEY, _SECRET = "corpus-tests", "not-a-secret"


class Server:
    """A running server with one bucket."""

    def __init__(self, folder: Path) -> None:
        self.bucket = folder / BUCKET
        self.bucket.mkdir(parents=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        rclone = Path(sys.executable).with_name("rclone")
        address = f"127.0.0.1:{port}"
        command = [rclone, "serve", "s3", "--addr", address, "--auth-key", f"{_KEY},{_SECRET}"]
        self._process = subprocess.Popen(
            [*map(str, command), str(folder)],
            stderr=subprocess.DEVNULL,
            env={"HOME": str(folder), "GOMAXPROCS": "1"},
        )
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://{address}",
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",  # rclone knows none behind a body
        }
        self._wait(port)

    def _wait(self, port: int) -> None:
        last = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except ConnectionRefusedError:
                assert time.monotonic() < last, "the server does not start"
                time.sleep(0.05)

    def objects(self) -> list[str]:
        files = (path for path in self.bucket.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.bucket).as_posix() for path in files)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
