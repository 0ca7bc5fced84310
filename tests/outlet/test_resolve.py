from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from publicsuffixlist import PublicSuffixList

from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.outlet.resolve import registrable, resolve
from corpus.outlet.tables import Tables, load
from tests.conftest import Raw

IE = """
country = "IE"
[[outlet]]
id = "courier"
name = "The Courier"
hosts = ["courier.example", "courier.co.uk"]
[outlet.phrases]
newsletter_signup = ["The Tide Table lands at six."]
"""


@pytest.fixture
def tables(raw: Raw) -> Tables:
    raw.write("outlets/ie.toml", IE)
    known, problems = load(raw.folder, ["outlets/ie.toml"])
    assert not problems
    return known


@pytest.mark.parametrize(
    ("record", "outlet"),
    [
        ({"url": "https://courier.example/1"}, ("courier", "The Courier", "IE")),
        ({"url": "https://WWW.courier.example:8443/1?x=y"}, ("courier", "The Courier", "IE")),
        ({"url": "https://courier.example./1"}, ("courier", "The Courier", "IE")),
        ({"url": "https://news.herald.co.uk./1"}, ("herald.co.uk", None, None)),
        ({"url": "https://sport.courier.co.uk/"}, ("courier", "The Courier", "IE")),
        ({"url": "https://notcourier.example/"}, ("notcourier.example", None, None)),
        ({"url": "https://news.herald.co.uk/1"}, ("herald.co.uk", None, None)),
        ({"url": "http://192.168.0.1/x"}, ("192.168.0.1", None, None)),
        ({"url": "http://localhost/x"}, ("localhost", None, None)),
        *(
            ({"url": url}, ("courier", "The Courier", "IE"))
            for url in (
                "https://web.archive.org/web/20261003120000/https://www.courier.example/1",
                "https://archive.ph/newest/https://courier.co.uk/1",
                "https://www-courier-co-uk.translate.goog/1?_x_tr_sl=en",
                "https://courier-example.cdn.ampproject.org/c/s/courier.example/1",
                "https://webcache.googleusercontent.com/search?q=cache:courier.example/1",
            )
        ),
        ({"url": "https://archive.ph/aB3dE"}, ("archive.ph", None, None)),  # says not whose
        ({"url": "https://web.archive.org/web/2026/http://%5Bx"}, ("archive.org", None, None)),
        ({"outlet": "courier"}, ("courier", "The Courier", "IE")),
        ({"outlet": "courier.co.uk"}, ("courier", "The Courier", "IE")),
        ({"outlet": "herald"}, ("herald", None, None)),
        (
            {"url": "https://aggregator.example/", "outlet": "courier"},
            ("courier", "The Courier", "IE"),
        ),
    ],
)
def test_outlets(
    tables: Tables, record: dict[str, Any], outlet: tuple[str, str | None, str | None]
) -> None:
    article = identify(Record("f", 1, {"text": "x", **record}))
    assert resolve(article, tables)[:3] == outlet


def test_a_table_with_a_problem_is_reported_and_left_out(raw: Raw) -> None:
    raw.write("outlets/a.toml", "country = ")
    raw.write("outlets/b.toml", IE)
    tables, problems = load(raw.folder, ["outlets/a.toml", "outlets/b.toml", "outlets/gone.toml"])
    assert list(tables.by_id) == ["courier"]
    assert [(p.file, p.reason) for p in problems] == [
        ("outlets/a.toml", "bad_outlets"),
        ("outlets/gone.toml", "bad_outlets"),
    ]


def test_the_domain_is_that_of_the_whole_suffix_list() -> None:
    whole = PublicSuffixList()
    listed = (files("publicsuffixlist") / "public_suffix_list.dat").read_text("utf-8")
    rules = [rule for rule in listed.splitlines() if rule and not rule.startswith("//")]
    hosts = ["a.b.example.nosuch", "a.gov.uk.", "A.B.CO.UK"]
    for suffix in {rule.lstrip("!*.") for rule in rules[::7]}:
        encoded = suffix.encode("idna").decode()
        hosts += [f"a.b.{suffix}", f"a.{encoded}", encoded]
    assert any(host.rpartition(".")[2].startswith("xn--") for host in hosts)

    for host in hosts:
        assert registrable(host) == (whole.privatesuffix(host) or host), host
