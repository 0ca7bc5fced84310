from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from corpus.review.server import ADDRESS
from tests.conftest import Ran
from tests.review.conftest import Corpus


def test_the_page_is_served_until_ctrl_c(corpora: Corpus) -> None:
    release = corpora.release.path
    command = [sys.executable, "-m", "corpus", "review", corpora.raw, "--release", release]
    with subprocess.Popen(
        [*command, "--annotator", "ana"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = running.stdout.readline().split()[0]
            assert address.startswith(f"http://{ADDRESS}:")
            assert b"<title>Review</title>" in urllib.request.urlopen(address).read()
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=20)
        finally:
            running.kill()
    assert (running.returncode, err) == (0, "")
    assert out == f"{corpora.raw}: 0 of 3 articles judged by ana\n"


def test_a_port_that_is_taken(corpora: Corpus, corpus: Callable[..., Ran]) -> None:
    with socket.create_server((ADDRESS, 0)) as taken:
        port = taken.getsockname()[1]
        arguments: list[str | Path] = [corpora.raw, "--release", corpora.release.path]
        ran = corpus("review", *arguments, "--annotator", "ana", "--port", str(port))
    assert (ran.code, ran.err.startswith(f"corpus: --port {port}: cannot be used")) == (2, True)
