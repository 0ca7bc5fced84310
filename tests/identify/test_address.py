from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from corpus.identify.address import host_of, is_main_form, own_url, page_address

PAGES = tomllib.loads((Path(__file__).parent / "addresses.toml").read_text("utf-8"))["page"]


def cases(relation: str) -> list[tuple[str, str]]:
    return [(page["page"], address) for page in PAGES for address in page[relation]]


@pytest.mark.parametrize(("page", "address"), cases("same"))
def test_all_addresses_of_a_page_have_one_in_common(page: str, address: str) -> None:
    assert page_address(address) == page_address(page)


@pytest.mark.parametrize(("page", "address"), cases("other"))
def test_other_pages_have_other_addresses(page: str, address: str) -> None:
    assert page_address(address) != page_address(page)


@pytest.mark.parametrize("page", [page["page"] for page in PAGES])
def test_the_common_address_is_that_of_the_page_itself(page: str) -> None:
    assert own_url(page) == page
    assert page_address(f"https://{page_address(page)}") == page_address(page)


@pytest.mark.parametrize("text", ["", "courier", "http://[", "https://[::1", "https://a:b:c/"])
def test_what_is_no_address_is_compared_as_it_is(text: str) -> None:
    assert page_address(text) == text


OTHER_FORM = re.compile(r"\bamp\b|//m\.|mobile|ampproject|archive|translate|cache|outputType")


@pytest.mark.parametrize("address", [address for _, address in cases("same")])
def test_forms_for_telephones_and_copies_are_no_main_form(address: str) -> None:
    assert is_main_form(address) is not bool(OTHER_FORM.search(address))


def test_an_archive_of_an_archive_is_opened_too() -> None:
    page, archive = "https://courier.example/news/1", "https://web.archive.org/web/2026/"
    assert own_url(archive * 2 + page) == page
    assert own_url(archive * 1000 + page).startswith(archive)  # hostile: it is left where it is


@pytest.mark.parametrize(
    "address",
    [
        "https://web.archive.org/web/2026/http://[bad",
        "https://web.archive.org/web/2026/http://a.example:port/",
        "https://webcache.googleusercontent.com/search?q=cache:http%3A%2F%2F%5Bbad",
        "https://translate.google.com/translate?u=javascript:alert(1)",
        "https://translate.google.com/translate?u=word",
        "https://translate.google.com/translate?u=",
        "https://translate.google.com/",
        "https://www.google.com/amp/",
        "https://archive.ph/aB3dE",
        "https://courier.example/redirect/https://other.example/1",
    ],
)
def test_what_holds_no_address_is_the_page_itself(address: str) -> None:
    assert own_url(address) == address


HOSTS = (
    *(
        "courier.example",
        "www.courier.example",
        "www2.a-b.c3.example",
        "m.courier.example",
        "www.com",
    ),
    *("amp.courier.example", "mobile.example", "web.archive.org", "archive.courier.example"),
    *("bing.com", "www.google.com", "courier-example.translate.goog", "bing-amp.com"),
    *("cdn.ampproject.org", "xn--bcher-kva.example", "a--b.example", f"{'a' * 64}.example"),
    *(
        "Courier.example",
        "courier.example.",
        ".example",
        "a..example",
        "1.2.3.4",
        "local",
        "-a.example",
    ),
)
PATHS = (
    *(
        "",
        "/",
        "//",
        "/a",
        "/a/",
        "/a//b",
        "/A_b-1.html",
        "/a/../b",
        "/./a",
        "/...",
        "/.a",
        "/a./b",
    ),
    *(
        "/amp",
        "/amp/a",
        "/a.amp",
        "/a/amp.html",
        "/AMP/",
        "/a.amp.html",
        "/a/amp/b/amp",
        "/amp/s/b.example",
    ),
    *("/web/2026/b.example/1", "/2026/https://b.example/1", "/a%2fb", "/~a", "/a;b", "/a:b", "/ä"),
)


@pytest.mark.parametrize("host", HOSTS)
def test_an_address_that_is_read_at_a_glance_comes_to_the_same(host: str) -> None:
    for path in PATHS:
        address = f"https://{host}{path}"
        closely = f"{address}?"  # the same page; what has a question mark is always taken apart
        assert page_address(address) == page_address(closely)
        assert is_main_form(address) == is_main_form(closely)
        assert own_url(address) == own_url(closely).rstrip("?")
        assert host_of(address) == host_of(closely)


def test_a_build_starts_without_the_library() -> None:
    code = "import sys, corpus.identify.address; sys.exit('w3lib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
