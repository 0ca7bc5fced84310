"""Runs the server of the page until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from corpus.errors import CannotRunError
from corpus.review.server import ADDRESS, application, new_token
from corpus.review.session import Session


def serve(session: Session, port: int, tell: Callable[[str], None]) -> None:
    """Serve the page on this machine, until Ctrl-C.

    Args:
        session: What the page shows and changes.
        port: To serve it at; 0: one that is free.
        tell: Is told the address.

    Raises:
        CannotRunError: the port cannot be used.
    """
    listening = socket.socket()
    with listening:
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((ADDRESS, port))
            listening.listen()  # so that who is told the address is not refused
        except OSError as error:
            raise CannotRunError(
                f"--port {port}: cannot be used ({error.strerror}); expected a free one; "
                "name another, or none"
            ) from None
        port = listening.getsockname()[1]
        token = new_token()
        config = uvicorn.Config(
            application(session, token, port),
            log_level="critical",  # its log would have the token
            access_log=False,
            server_header=False,
            lifespan="off",
        )
        tell(f"http://{ADDRESS}:{port}/{token}/")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
