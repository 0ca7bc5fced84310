from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfc3986_validator import validate_rfc3986

from corpus.page.addresses import as_uri

URIS = {
    "https://de.echo.example/wiki/Fähre": "https://de.echo.example/wiki/F%C3%A4hre",
    "https://echo.example/?q=fähre&x=%20#straße": "https://echo.example/?q=f%C3%A4hre&x=%20#stra%C3%9Fe",
    "https://echo.example/%C3%A4/ä": "https://echo.example/%C3%A4/%C3%A4",
    "https://www.fähre.example:8080/x": "https://www.xn--fhre-loa.example:8080/x",
    # Browsers look up the name with ß, which is another than that with ss.
    "https://straße.example/": "https://xn--strae-oqa.example/",
    "https://пошта.example/": "https://xn--80a1acn3a.example/",
    "https://新聞。example/": "https://xn--efvv70d.example/",
    "https://i❤.example/": "https://xn--i-7iq.example/",
    "https://a:b@fähre.example/": "https://a:b@xn--fhre-loa.example/",
    "https://echo.example/a b": "https://echo.example/a%20b",
    "https://echo.example/a[1]|2": "https://echo.example/a%5B1%5D%7C2",
}
STAYS = (
    *("", "fähre", "/fähre", "https://fähre[.example/", "https://echo.example:8o/ä"),
    *("https://echo.example/%zz", "https://echo.example/\ud800", f"https://{'ä' * 80}.example/"),
    *("https://Echo.example", "https://echo.example?a#", "http://[::1]/", "HTTP://a.example:80/."),
)


@pytest.mark.parametrize("iri", URIS)
def test_an_iri_becomes_the_uri_that_browsers_ask_for(iri: str) -> None:
    assert as_uri(iri) == URIS[iri]


@pytest.mark.parametrize("address", STAYS)
def test_a_uri_and_what_cannot_be_made_one_stay(address: str) -> None:
    assert as_uri(address) == address


PARTS = st.text() | st.text("aä/?#[]@:%.|\\ \n日ß\ud800", max_size=12)


@given(PARTS | st.builds("https://{}.example{}".format, PARTS, PARTS))
def test_whatever_it_is_it_becomes_a_uri_once_or_stays(address: str) -> None:
    found = as_uri(address)
    assert found == address or validate_rfc3986(found, rule="URI")
    assert as_uri(found) == found
    if address.isascii() and validate_rfc3986(address, rule="URI") and "\n" not in address:
        assert found == address
