"""What is known of rights goes with every article, and decides on what is published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.conftest import Ran, Raw, rows
from tests.publish.test_hub import content

TEXT = "The ferry left on time.\nSign up for our newsletter"
CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(autouse=True)
def articles(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three licences of one outlet, one article judged by a person, one statement of rights."""
    monkeypatch.chdir(raw.folder.parent)
    for name, said in {
        "open": {"license": CC, "rights": "© The Courier", "extra": {"page": 3}},
        "same": {"license": "CC BY 4.0", "rights": "© The Courier"},
        "closed": {"license": "All rights reserved", "rights": "© An agency"},
        "silent": {},
    }.items():
        raw.write(
            f"{name}.json", {"id": name, "text": f"{name}: {TEXT}", "outlet": "courier"} | said
        )
    from corpus.identify.canonical import sha256

    text = f"closed: {TEXT}"
    label = {"start": text.index("Sign"), "end": len(text), "label": "newsletter_signup"}
    label["text"] = text[label["start"] :]
    judged = {"annotator": "ana", "date": "2026-01-01", "complete": True, "sha256": sha256(text)}
    raw.write("closed.labels.json", judged | {"spans": [label]})


def front(release: Path) -> dict[str, str]:
    said = yaml.safe_load((release / "README.md").read_text("utf-8").split("---\n")[1])
    return {key: said[key] for key in said if key.startswith("license")}


def test_license_and_rights_travel_with_the_article(corpus: Callable[..., Ran]) -> None:
    assert corpus("build").code == 0
    found = rows(Path("build/latest"))
    assert {name: row["license"] for name, row in found.items()} == {
        "open": CC,
        "same": "CC BY 4.0",
        "closed": "All rights reserved",
        "silent": None,
    }
    assert json.loads(found["open"]["extra"]) == {"page": 3, "rights": "© The Courier"}
    assert json.loads(found["closed"]["extra"]) == {"rights": "© An agency"}
    assert found["silent"]["extra"] is None
    assert front(Path("build/latest")) == {"license": "other", "license_name": "see-column-license"}
    card = Path("build/latest/README.md").read_text("utf-8")
    assert "| CC-BY-4.0 | 2 |" in card
    assert "| All rights reserved | 1 |" in card
    assert "| not known | 1 |" in card
    assert (
        "| courier |  |  | 4 | CC-BY-4.0 2, not known 1, All rights reserved 1 | © The Courier |"
        in card
    )


def test_what_is_not_allowed_is_left_out_and_nobody_has_to_fix_it(
    corpus: Callable[..., Ran],
) -> None:
    ran = corpus("build", "--license-allow", "cc-by-4.0", "--strict")
    release = Path("build/latest")
    assert ran.code == 0
    assert "2 from 1 outlets in 1 languages, 2 rejected" in ran.out
    assert set(rows(release)) == {"open", "same"}
    rejected = [json.loads(line) for line in (release / "rejected.jsonl").open()]
    assert [(one["file"], one["reason"]) for one in rejected] == [
        ("closed.json", "license_not_allowed"),  # and its labels are not orphaned
        ("silent.json", "license_not_allowed"),
    ]
    assert front(release) == {"license": "cc-by-4.0"}
    card = (release / "README.md").read_text("utf-8")
    assert "Only articles under CC-BY-4.0 were accepted; 2 articles with another licence" in card
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["rejected"] == {"license_not_allowed": 2}
    assert manifest["config"]["license_allow"] == ["CC-BY-4.0"]


def test_a_reservation_is_honoured_and_counted_unless_it_is_asked_not_to_be(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    said = {"outlet": "courier", "extra": {"rights_reserved": "noai"}}
    raw.write("reserved.json", {"id": "reserved", "text": f"reserved: {TEXT}"} | said)
    assert corpus("build", "--strict").code == 0
    release = Path("build/latest")
    assert "reserved" not in rows(release)
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["rejected"] == {"rights_reserved": 1}
    assert manifest["config"]["keep_reserved"] is False
    card = (release / "README.md").read_text("utf-8")
    assert "1 article whose page reserves the rights of text and data mining was left out." in card

    assert corpus("build", "--keep-reserved").code == 0
    assert json.loads(rows(release)["reserved"]["extra"]) == {"rights_reserved": "noai"}
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["rejected"] == {}
    assert manifest["config"]["keep_reserved"] is True
    card = (release / "README.md").read_text("utf-8")
    assert "were kept; `rights_reserved` in `extra` says so." in card
    assert corpus("verify", str(release)).code == 0


def test_a_page_that_reserves_its_rights_is_left_out(raw: Raw, corpus: Callable[..., Ran]) -> None:
    html = f'<meta name="tdm-reservation" content="1"><p>{TEXT}'
    raw.write("page.json", {"id": "page", "html": html, "outlet": "courier"})
    assert corpus("build").code == 0
    manifest = json.loads(Path("build/latest/manifest.json").read_text())
    assert manifest["rejected"] == {"rights_reserved": 1}


def test_a_header_of_the_answer_reserves_the_rights_of_its_page() -> None:
    from corpus.contract.article import Record
    from corpus.contract.limits import Limits
    from corpus.page.page import Opened, open_page

    data = {"html": f"<p>{TEXT}", "outlet": "courier"}
    answer = Record("a.warc", 1, data, headers={"X-Robots-Tag": "noai"})
    opened = open_page(answer, Limits())
    assert isinstance(opened, Opened)
    record, page = opened
    assert record.data["extra"] == {"rights_reserved": "noai"}
    assert page.sources == {"extra.rights_reserved": "header:x-robots-tag"}


def test_the_order_of_licences_changes_nothing(corpus: Callable[..., Ran]) -> None:
    corpus("build", "--license-allow", f"{CC},MIT", "--out", "a")
    corpus("build", "--license-allow", "MIT", "--license-allow", "CC BY 4.0", "--out", "b")
    assert content(Path("a/1.0.0")) == content(Path("b/1.0.0"))


def test_a_licence_withdrawn_takes_the_article_out_of_the_next_release(
    corpus: Callable[..., Ran],
) -> None:
    corpus("build")
    ran = corpus("build", "--license-allow", "CC-BY-4.0")
    assert "\n  since 1.0.0 0 added, " in ran.out
    assert "2 removed, 0 moved\n" in ran.out
    assert Path("build/latest").readlink() == Path("2.0.0")
