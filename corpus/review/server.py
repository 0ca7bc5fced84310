"""The server of the page: for this machine alone, and for who knows the token in its address."""

from __future__ import annotations

import secrets
from functools import partial
from importlib.resources import files

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.contract.labels import BOILERPLATE, FURNITURE
from corpus.documents.report import HUES
from corpus.documents.wording import MEANINGS
from corpus.errors import CannotRunError
from corpus.review.session import ConflictError, Judged, Session

ADDRESS = "127.0.0.1"
_MOST = 8 << 20  # bytes of a request: the rows of a text of 100,000 lines
_FILES = {
    "/": ("review.html", "text/html"),
    "/review.js": ("review.js", "text/javascript"),
    "/review.css": ("review.css", "text/css"),
}
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",  # the token is in the address
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def new_token() -> str:
    """What nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def application(session: Session, token: str, port: int) -> ASGIApp:
    """The server as an ASGI application.

    Args:
        session: What the page shows and changes.
        token: The beginning of each path.
        port: That it is served at. Pages of other sites, and names of other hosts that lead here,
            are refused.
    """
    return _Guard(Starlette(routes=[Mount(f"/{token}", routes=_routes(session))]), port)


def _routes(session: Session) -> list[Route]:
    def start(_: Request) -> Response:
        return JSONResponse(
            {
                "annotator": session.annotator,
                "boilerplate": BOILERPLATE,
                "furniture": FURNITURE,
                "meanings": MEANINGS,
                "hues": HUES,
                "articles": session.entries(),
            }
        )

    def show(request: Request) -> Response:
        number = request.path_params["number"]
        if number >= len(session):
            return PlainTextResponse("no such article", 404)
        return JSONResponse(session.article(number))

    async def save(request: Request) -> Response:
        number = request.path_params["number"]
        try:
            asked = orjson.loads(await _body(request))
            rows = [Judged(*row) for row in asked["rows"]]
            said = rows, bool(asked["complete"])
            version = await run_in_threadpool(session.save, number, asked["version"], *said)
        except ConflictError:
            return PlainTextResponse("changed by another window or program", 409)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            return PlainTextResponse(f"not rows of this article: {error}", 400)
        except CannotRunError as error:
            return PlainTextResponse(str(error), 500)
        return JSONResponse({"version": version, **session.entry(number)})

    return [
        Route("/start", start),
        Route("/article/{number:int}", show),
        Route("/article/{number:int}", save, methods=["PUT"]),
        *(Route(path, partial(_file, name, kind)) for path, (name, kind) in _FILES.items()),
    ]


async def _file(name: str, kind: str, _: Request) -> Response:
    return Response((files("corpus.review") / "page" / name).read_bytes(), media_type=kind)


async def _body(request: Request) -> bytes:
    """The body of a request.

    Raises:
        ValueError: it is too long.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST:
            raise ValueError(f"more than {_MOST:,} bytes")
    return bytes(body)


class _Guard:
    """Refuses what another site or another name of this machine sends; sets headers."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{host}:{port}".encode() for host in (ADDRESS, "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message["headers"], *named]
            await send(message)

        if scope["type"] != "http" or not self._is_ours(scope):
            refused = PlainTextResponse("not from this page", 403)
            await refused(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether host and origin are this server; what changes something must say its origin."""
        headers = scope["headers"]
        hosts = [value for name, value in headers if name == b"host"]
        origins = [value for name, value in headers if name == b"origin"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return False
        if not origins:
            return scope["method"] in ("GET", "HEAD")
        return origins == [b"http://" + hosts[0]]
