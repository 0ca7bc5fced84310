"""Who does not come from the page itself is refused."""

from __future__ import annotations

import http.client
import json
import urllib.request
from typing import Any

import pytest

from corpus.review.server import ADDRESS
from tests.review.conftest import EVIL, Served


def ask(
    served: Served, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection(ADDRESS, served.port, timeout=10)
    told = {"Host": f"{ADDRESS}:{served.port}"} | {n.title(): v for n, v in headers.items()}
    data = None if body is None else json.dumps(body)
    connection.request(method, path, data, {n: v for n, v in told.items() if v})
    answer = connection.getresponse()
    got = answer.status, answer.read().decode(), {n.lower(): v for n, v in answer.getheaders()}
    connection.close()
    return got


def article(served: Served, name: str) -> tuple[str, Any]:
    path = f"/{served.token}/article/{served.number(name)}"
    return path, json.loads(ask(served, "GET", path)[1])


def rows(shown: Any) -> list[list[Any]]:
    return [[row["start"], row["end"], row["label"], row["touched"]] for row in shown["rows"]]


def test_the_page_and_its_policy(served: Served) -> None:
    for name, kind in {"": "text/html", "review.js": "text/javascript"}.items():
        code, _, headers = ask(served, "GET", f"/{served.token}/{name}")
        assert (code, headers["content-type"].split(";")[0]) == (200, kind)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
    page = urllib.request.urlopen(served.address).read().decode()
    assert "<script>" not in page
    assert "style=" not in page
    assert "//" not in page.replace("</", "")  # nothing from outside


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/", {}, 404),
        ("/start", {}, 404),
        ("/wrong-token/start", {}, 404),
        ("/TOKEN/start", {}, 200),
        ("/TOKEN/start", {"host": "localhost:PORT"}, 200),
        ("/TOKEN/start", {"host": "rebound.example:PORT"}, 403),
        ("/TOKEN/start", {"host": ADDRESS}, 403),
        ("/TOKEN/start", {"origin": "https://other.example"}, 403),
        ("/TOKEN/start", {"origin": "null"}, 403),
        ("/TOKEN/start", {"origin": f"http://{ADDRESS}:PORT"}, 200),
        ("/TOKEN/article/99", {}, 404),
        ("/TOKEN/article/x", {}, 404),
        ("/TOKEN/../../etc/passwd", {}, 404),
    ],
)
def test_who_may_read(served: Served, path: str, headers: dict[str, str], code: int) -> None:
    def filled(text: str) -> str:
        return text.replace("TOKEN", served.token).replace("PORT", str(served.port))

    told = {name: filled(value) for name, value in headers.items()}
    assert ask(served, "GET", filled(path), **told)[0] == code


def test_who_may_write(served: Served) -> None:
    path, shown = article(served, "ferry")
    body = {"version": "", "complete": True, "rows": rows(shown)}
    own = f"http://{ADDRESS}:{served.port}"
    assert ask(served, "PUT", path, body)[0] == 403  # no page says where it comes from
    assert ask(served, "PUT", path, body, origin="https://other.example")[0] == 403
    assert ask(served, "PUT", path, body, origin=own, host="rebound.example")[0] == 403
    assert ask(served, "PUT", path, {"rows": 7}, origin=own)[0] == 400
    assert ask(served, "PUT", path, {**body, "rows": [[0, 3, "x", True]]}, origin=own)[0] == 400
    assert ask(served, "PUT", path, {**body, "rows": [" " * (9 << 20)]}, origin=own)[0] == 400
    code, said, _ = ask(served, "PUT", path, body, origin=own)
    assert (code, json.loads(said)["done"]) == (200, True)
    code, said, _ = ask(served, "PUT", path, body, origin=own)
    assert (code, said) == (409, "changed by another window or program")


def test_hostile_texts_are_data(served: Served) -> None:
    _, shown = article(served, "evil")
    assert shown["title"] == EVIL
    assert EVIL in shown["rows"][0]["text"]
    assert "\\u202e" in shown["rows"][-1]["shown"]
