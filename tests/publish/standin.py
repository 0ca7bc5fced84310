"""A stand-in of the Hub: a real HTTP server with the endpoints that publishing and loading need.

Commits are kept whole, as Git keeps them: a dictionary of paths and bytes under an id that
depends on the content and on the commit before.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Tree = dict[str, bytes]
LFS = (".parquet", ".arrow")


class Hub:
    """The repositories; `broken` names the step that answers 500."""

    def __init__(self) -> None:
        self.url = ""
        self.repos: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, bytes] = {}  # LFS content by SHA-256
        self.puts: list[str] = []
        self.messages: list[str] = []  # of commits by clients
        self.asked: list[str] = []  # method and path of every request
        self.broken = ""
        self.meanwhile: Callable[[], object] = lambda: None  # called while files are sent

    def create(self, repo: str, private: bool, tree: Tree | None = None) -> None:
        self.repos[repo] = {"private": private, "commits": {}, "tags": {}, "head": ""}
        self.commit(repo, {".gitattributes": b"*.parquet filter=lfs"} if tree is None else tree)

    def commit(self, repo: str, tree: Tree) -> str:
        state = self.repos[repo]
        content = state["head"] + json.dumps(sorted((p, _sha(c)) for p, c in tree.items()))
        oid = hashlib.sha1(content.encode()).hexdigest()
        state["commits"][oid] = tree
        state["head"] = oid
        return oid

    def tree(self, repo: str, revision: str = "main") -> Tree:
        state = self.repos[repo]
        oid = state["head"] if revision == "main" else state["tags"].get(revision, revision)
        tree: Tree = state["commits"][oid]
        return tree

    def oid(self, repo: str, revision: str) -> str:
        state = self.repos[repo]
        oid = state["head"] if revision == "main" else state["tags"].get(revision, revision)
        if oid not in state["commits"]:
            raise RefusedError(404, "RevisionNotFound")
        return str(oid)


class RefusedError(Exception):
    """HTTP status and message."""


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: nobody waits for an acknowledgement

    def log_message(self, *_: Any) -> None: ...

    def _answer(self) -> None:
        split = urlsplit(self.path)
        path = unquote(split.path)
        self.hub.asked.append(f"{self.command} {path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            for method, pattern, step in _STEPS:
                if self.command in method and (match := re.fullmatch(pattern, path)):
                    if self.hub.broken == step:
                        raise RefusedError(500, "out of order")
                    self._check(path, step)
                    repo = match.groupdict().get("repo")
                    if repo and repo not in self.hub.repos:
                        raise RefusedError(404, "RepoNotFound")
                    getattr(self, step)(body, query=parse_qs(split.query), **match.groupdict())
                    return
            raise RefusedError(404, "EntryNotFound")
        except RefusedError as refused:
            code, message = refused.args
            self._send(
                code, {"error": message}, {"X-Error-Code": message, "X-Error-Message": message}
            )

    do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815

    def _check(self, path: str, step: str) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if step in ("make", "preupload", "commit", "tag") and token != "writer":
            raise RefusedError(401 if token != "reader" else 403, "you may not write there")

    def _send(self, code: int, answer: Any, headers: dict[str, str] | None = None) -> None:
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(code)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def make(self, body: bytes, **_: Any) -> None:
        request = json.loads(body)
        repo = f"{request['organization']}/{request['name']}"
        code = 409 if repo in self.hub.repos else 200
        if code == 200:
            self.hub.create(
                repo, request.get("visibility") == "private" or request.get("private") is True
            )
        self._send(code, {"url": f"{self.hub.url}/datasets/{repo}", "error": "exists"})

    def yaml(self, body: bytes, **_: Any) -> None:
        assert json.loads(body)["content"].startswith("---\n")
        self._send(200, {"errors": [], "warnings": []})

    def info(self, body: bytes, repo: str, revision: str | None = None, **_: Any) -> None:
        oid = self.hub.oid(repo, revision or "main")
        siblings = [{"rfilename": path} for path in self.hub.tree(repo, oid)]
        answer = {
            "id": repo,
            "sha": oid,
            "siblings": siblings,
            "tags": [],
            "downloads": 0,
            "likes": 0,
        }
        self._send(200, answer | {"private": self.hub.repos[repo]["private"]})

    def refs(self, body: bytes, repo: str, **_: Any) -> None:
        repository = self.hub.repos[repo]
        tags = [
            {"name": name, "ref": f"refs/tags/{name}", "targetCommit": oid}
            for name, oid in repository["tags"].items()
        ]
        self._send(200, {"branches": [], "converts": [], "tags": tags})

    def files(self, body: bytes, repo: str, revision: str, under: str | None, **_: Any) -> None:
        tree = self.hub.tree(repo, self.hub.oid(repo, revision))
        inside = f"{under.strip('/')}/" if under else ""
        deep = "recursive=true" in self.path.lower()
        entries: dict[str, dict[str, Any]] = {}
        for path, content in tree.items():
            if path.startswith(inside):
                head, _, rest = path[len(inside) :].partition("/")
                if rest:
                    folder = {"type": "directory", "path": inside + head, "oid": "0", "size": 0}
                    entries.setdefault(inside + head, folder)
                if deep or not rest:
                    file = {
                        "type": "file",
                        "path": path,
                        "size": len(content),
                        "oid": _sha(content),
                    }
                    entries[path] = file
        if not entries:
            raise RefusedError(404, "EntryNotFound")
        self._send(200, list(entries.values()))

    def paths_info(self, body: bytes, repo: str, revision: str, **_: Any) -> None:
        tree = self.hub.tree(repo, self.hub.oid(repo, revision))
        wanted = [unquote(path) for path in parse_qs(body.decode()).get("paths", [])]
        if not wanted:
            wanted = json.loads(body)["paths"]
        self._send(
            200,
            [
                {"type": "file", "path": path, "size": len(tree[path]), "oid": _sha(tree[path])}
                for path in wanted
                if path in tree
            ],
        )

    def resolve(self, body: bytes, repo: str, revision: str, file: str, **_: Any) -> None:
        oid = self.hub.oid(repo, revision)
        content = self.hub.tree(repo, oid).get(file)
        if content is None:
            raise RefusedError(404, "EntryNotFound")
        headers = {"ETag": f'"{_sha(content)}"', "X-Repo-Commit": oid}
        if asked := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
            first, last = int(asked[1]), min(int(asked[2]), len(content) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            self._send(206, content[first : last + 1], headers)
        else:
            self._send(200, content, headers)

    def preupload(self, body: bytes, repo: str, **_: Any) -> None:
        modes = [
            {
                "path": file["path"],
                "uploadMode": "lfs" if file["path"].endswith(LFS) else "regular",
                "shouldIgnore": False,
                "oid": None,
            }
            for file in json.loads(body)["files"]
        ]
        self._send(200, {"files": modes})

    def batch(self, body: bytes, repo: str, **_: Any) -> None:
        self.hub.meanwhile()
        objects = []
        for blob in json.loads(body)["objects"]:
            put = {"upload": {"href": f"{self.hub.url}/lfs/{blob['oid']}"}}
            objects.append(blob if blob["oid"] in self.hub.blobs else blob | {"actions": put})
        self._send(200, {"transfer": "basic", "objects": objects})

    def put(self, body: bytes, oid: str, **_: Any) -> None:
        if _sha(body) != oid:
            raise RefusedError(400, "other content than was announced")
        self.hub.blobs[oid] = body
        self.hub.puts.append(oid)
        self._send(200, {})

    def commit(self, body: bytes, repo: str, revision: str, **_: Any) -> None:
        tree, head = dict(self.hub.tree(repo)), self.hub.repos[repo]["head"]
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "header" and value.get("parentCommit", head) != head:
                raise RefusedError(412, "a commit has happened since")
            if line["key"] == "header":
                self.hub.messages.append(value["summary"])
            if line["key"] == "file":
                tree[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                tree[value["path"]] = self.hub.blobs[value["oid"]]
            elif line["key"] == "deletedFile":
                del tree[value["path"]]
        oid = self.hub.commit(repo, tree)
        self._send(200, {"commitUrl": f"{self.hub.url}/c/{oid}", "commitOid": oid})

    def tag(self, body: bytes, repo: str, revision: str, **_: Any) -> None:
        tags, name = self.hub.repos[repo]["tags"], json.loads(body)["tag"]
        if name in tags:
            raise RefusedError(409, "the tag exists")
        tags[name] = self.hub.oid(repo, revision)
        self._send(200, {})


_REPO = r"(?P<repo>[\w.-]+/[\w.-]+)"
_STEPS = [
    ("POST", r"/api/repos/create", "make"),
    ("POST", r"/api/validate-yaml", "yaml"),
    ("GET", rf"/api/datasets/{_REPO}", "info"),
    ("GET", rf"/api/datasets/{_REPO}/revision/(?P<revision>[^/]+)", "info"),
    ("GET", rf"/api/datasets/{_REPO}/refs", "refs"),
    ("GET", rf"/api/datasets/{_REPO}/tree/(?P<revision>[^/]+)(?P<under>/.*)?", "files"),
    ("POST", rf"/api/datasets/{_REPO}/paths-info/(?P<revision>[^/]+)", "paths_info"),
    ("GET HEAD", rf"/datasets/{_REPO}/resolve/(?P<revision>[^/]+)/(?P<file>.+)", "resolve"),
    ("POST", rf"/api/datasets/{_REPO}/preupload/(?P<revision>[^/]+)", "preupload"),
    ("POST", rf"/datasets/{_REPO}[.]git/info/lfs/objects/batch", "batch"),
    ("PUT", r"/lfs/(?P<oid>\w+)", "put"),
    ("POST", rf"/api/datasets/{_REPO}/commit/(?P<revision>[^/]+)", "commit"),
    ("POST", rf"/api/datasets/{_REPO}/tag/(?P<revision>[^/]+)", "tag"),
]


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub that serves on a free port of this machine."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
