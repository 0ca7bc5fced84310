from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings import lookup

from corpus.page.decode import decode
from corpus.page.prescan import declared

CASES = tomllib.loads(Path(__file__).with_name("declarations.toml").read_text("utf-8"))
RUSSIAN = "<html><body><div><p>Паром снова ходит между островами, сообщила мэрия."
GERMAN = "<p>Die Fähre fährt wieder, heißt es in Öland."

# bytes, what HTTP says; the charset, its source, and a declared one that is refused
ORDER = [
    (b"\xef\xbb\xbf" + RUSSIAN.encode(), "koi8-r", "utf-8", "bom", None),
    (b"\xff\xfe" + RUSSIAN.encode("utf-16le"), "utf-8", "utf-16le", "bom", None),
    (b"\xfe\xff" + RUSSIAN.encode("utf-16be"), None, "utf-16be", "bom", None),
    (("<meta charset=koi8-r>" + RUSSIAN).encode("cp1251"), "cp1251", "windows-1251", "http", None),
    (("<meta charset=koi8-r>" + RUSSIAN).encode("koi8-r"), None, "koi8-r", "meta", None),
    (("<meta charset=koi8-r>" + RUSSIAN).encode("koi8-r"), "klingon", "koi8-r", "meta", None),
    (("<meta charset=koi8-r>" + RUSSIAN).encode("koi8-r"), "utf-8", "koi8-r", "meta", "utf-8"),
    (RUSSIAN.encode(), None, "utf-8", "detected", None),
    (RUSSIAN.encode("cp1251"), None, "windows-1251", "detected", None),
    (RUSSIAN.encode("cp1251"), "utf-8", "windows-1251", "detected", "utf-8"),
    (("<meta charset=utf-8>" + GERMAN).encode("cp1252"), None, "windows-1252", "detected", "utf-8"),
    (("<meta charset=utf-8>" + GERMAN).encode("cp1252"), "x", "windows-1252", "detected", "utf-8"),
    (("<meta charset=koi8-r>" + RUSSIAN).encode(), None, "utf-8", "detected", "koi8-r"),
    (("<meta charset=gbk>" + GERMAN * 9).encode(), None, "utf-8", "detected", "gbk"),
    (("<meta charset=gbk>" + RUSSIAN).encode("gbk"), None, "gbk", "meta", None),
    (RUSSIAN.encode(), "us-ascii", "windows-1252", "http", None),
    (RUSSIAN.encode("utf-16le"), None, "utf-16le", "detected", None),
    (RUSSIAN.encode("utf-16be"), None, "utf-16be", "detected", None),
    (RUSSIAN.encode("utf-16be"), "utf-8", "utf-16be", "detected", "utf-8"),
    (RUSSIAN.encode("utf-16be"), "utf-16", "utf-16be", "detected", "utf-16le"),
    ("<p>渡し船が再開した".encode("iso2022-jp"), None, "iso-2022-jp", "detected", None),
    (b"<p>Ferry", None, "utf-8", "detected", None),
    (b"<p>Ferry", "iso-8859-1", "windows-1252", "http", None),
    (b"<p>Ferry", "iso-2022-kr", "utf-8", "detected", "replacement"),
    ("<p>渡船".encode("gb18030"), "gb2312", "gbk", "http", None),
    ("<p>渡船\N{GRINNING FACE}".encode("gb18030"), "gb2312", "gbk", "http", None),
    (b"", None, "utf-8", "detected", None),
]


@pytest.mark.parametrize(("page", "charset"), CASES["declared"].items())
def test_a_page_declares_its_charset(page: str, charset: str) -> None:
    found = declared(page.encode())
    assert (found.name if found else "") == charset


def test_a_charset_is_declared_at_the_beginning() -> None:
    page = b"<!--%s--><meta charset=big5>"
    assert declared(page % (b" " * 4000)) is not None
    assert declared(page % (b" " * 4096)) is None


@pytest.mark.parametrize(("data", "http", "charset", "source", "refused"), ORDER)
def test_who_says_which_charset_it_is(
    data: bytes, http: str | None, charset: str, source: str, refused: str | None
) -> None:
    decoded = decode(data, http)
    assert decoded[1:] == (charset, source, refused)
    assert "\ufffd" not in decoded.text or charset == "windows-1252"
    assert not decoded.text.startswith("\ufeff")


@pytest.mark.parametrize("page", [RUSSIAN, GERMAN])
@pytest.mark.parametrize("http", [None, "utf-8"])
@pytest.mark.parametrize("stray", [b"\x92", b"\xd0", b"\xe2\x80", b"\xed\xa0\x80"])
def test_a_few_broken_characters_change_no_charset(page: str, http: str, stray: bytes) -> None:
    decoded = decode(page.encode() + stray + page.encode(), http)
    assert decoded.charset == "utf-8"
    assert decoded.text.startswith(page)
    assert "\ufffd" in decoded.text


def test_utf16_that_breaks_off_stays_utf16() -> None:
    decoded = decode(b"\xff\xfe" + GERMAN.encode("utf-16le")[:-1])
    assert decoded[1:3] == ("utf-16le", "bom")


@given(st.binary(), st.none() | st.text(max_size=9) | st.sampled_from(["utf-16", "replacement"]))
def test_any_bytes_are_decoded(data: bytes, http: str | None) -> None:
    decoded = decode(data, http)
    assert lookup(decoded.charset) is not None


# A language, and the charsets that its pages were written in before Unicode.
CHARSETS = {
    "ar": ("windows-1256", "iso-8859-6"),
    "cs": ("iso-8859-2", "windows-1250"),
    "de": ("windows-1252",),
    "el": ("windows-1253", "iso-8859-7"),
    "es": ("windows-1252",),
    "fr": ("windows-1252",),
    "hr": ("iso-8859-2", "windows-1250"),
    "hu": ("windows-1250",),
    "ja": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "ko": ("euc-kr",),
    "pl": ("iso-8859-2", "windows-1250"),
    "ru": ("windows-1251", "koi8-r", "iso-8859-5", "ibm866"),
    "tr": ("windows-1254",),
    "uk": ("windows-1251", "koi8-u"),
    "zh": ("gb18030", "big5"),
}
PAGES = 3  # of each language, by their ids


def test_pages_of_others_are_detected_in_the_charset_they_were_written_in(shared: Path) -> None:
    """All 743 pages, of which 734 were right, take a minute: decision 0029 has the figures."""
    import pyarrow.parquet as parquet

    file = shared / "training" / "unlabelled.parquet"
    ids = parquet.read_table(file, columns=["lang", "id"]).sort_by("id").to_pylist()
    asked = {
        row["id"]: row["lang"]
        for language in CHARSETS
        for row in [row for row in ids if row["lang"] == language][:PAGES]
    }
    rows = parquet.read_table(file, columns=["id", "html"], filters=[("id", "in", list(asked))])
    wrong = []
    tried = 0
    for row in rows.to_pylist():
        for charset in CHARSETS[asked[row["id"]]]:
            codec = lookup(charset).codec_info
            data = codec.encode(row["html"].replace("charset", "x"), "xmlcharrefreplace")[0]
            tried += 1
            if decode(data).text != codec.decode(data)[0]:
                wrong.append(f"{row['id']} in {charset}: {decode(data).charset}")
    assert tried > 60
    assert len(wrong) <= 0.02 * tried, wrong
