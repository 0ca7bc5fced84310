"""Every word of card, Croissant file and report, for a small release that has something of all.

The files of `golden/` leave out what depends on the version of a library: sizes and hashes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpus.contract.columns import ROW
from corpus.documents.card import card
from corpus.documents.croissant import croissant
from corpus.documents.facts import Facts
from corpus.documents.manifest import manifest
from corpus.documents.report import report
from corpus.documents.statistics import Outlet, Statistics
from corpus.labelling.quality import Figure
from corpus.linking.links import CappedKeys
from corpus.release.manifest import File
from tests.documents.test_card import ROWS, release

GOLDEN = Path(__file__).parent / "golden"
MEASURED = Figure("articles of this release", 2, 0.975, None, (0.9512, 1.0), None, 0.9994)
REASONS = {
    "not_json": "not JSON: {error} at column {column}; expected JSON; fix the syntax there",
    "withheld_bridge": "connects {splits}; expected one split; nothing to fix, it stays out",
    "license_not_allowed": "{found}; expected {allowed}; nothing to fix where that is so",
    "rights_reserved": "{found}; nothing to fix where that is so",
    "short": "{a} three words here; expected x; two words {b}",
}
UNSEEN = Figure("whole pages", 1234, 0.9, 0.8, (0.85, 0.95), (0.7, 0.9))


@pytest.fixture
def rich(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Facts:
    """Facts for which every sentence of the documents is written."""
    monkeypatch.setattr("corpus.documents.facts.unseen", lambda: [UNSEEN])
    monkeypatch.setattr("corpus.documents.report.REASONS", REASONS)
    learned = frozenset({"en", "de"})
    monkeypatch.setattr("corpus.labelling.line_model.model.languages", lambda: learned)
    facts = release(tmp_path)
    by_split = {
        split: Statistics.of(pa.Table.from_pylist(rows, ROW)) for split, rows in ROWS.items()
    }
    extra = '{"rights": "All rights: *ours*"}'
    stated = ROWS["test"][0] | {"extra": extra, "outlet": "b|c", "license": "CC BY 4.0"}
    by_split["test"] = Statistics.of(pa.Table.from_pylist([stated] * 2, ROW))
    return replace(
        facts,
        by_split=by_split,
        config={
            **facts.config,
            "min_confidence": 0.65,
            "license_allow": ["CC0-1.0", "MIT"],
            "keep_reserved": True,
        },
        input_files=[File("a.json", 1, "00"), File("b.json", 2, "01")],
        links_refused=2,
        rejected={
            "not_json": 2,
            "withheld_bridge": 2,
            "license_not_allowed": 1,
            "rights_reserved": 2,
            "short": 1,
            "unknown": 1,
        },
        unknown_outlets=["unknown.example", "b|c"],
        quality=MEASURED,
        capped=CappedKeys(3, 1200),
    )


@pytest.fixture
def bare(rich: Facts) -> Facts:
    """Facts of a first release in which nothing was found, measured or left out."""
    return replace(
        rich,
        date=None,
        config={"split": {"by": "outlet"}},
        by_split={"train": Statistics(rows=1, characters=9, outlets=Counter([OUTLET]))},
        input_files=rich.input_files[:1],
        groups=1,
        largest_group=1,
        links_refused=0,
        rejected={},
        unknown_outlets=[],
        changes=None,
        samples=[],
        quality=None,
        capped=CappedKeys(),
    )


OUTLET = Outlet("courier", "The Courier", "IE")


def body(facts: Facts) -> str:
    return card(facts).split("---\n", 2)[2]


def described(facts: Facts) -> str:
    content = json.loads(croissant(facts))
    omitted = ("@context", "distribution", "recordSet")
    kept = {key: value for key, value in content.items() if key not in omitted}
    return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


def page(facts: Facts) -> str:
    html = report(facts)
    return html[html.index("<header>") : html.index("<script>")]  # which test_report compares


@pytest.mark.parametrize("kind", ["rich", "bare"])
@pytest.mark.parametrize(
    ("write", "suffix"), [(body, "card.md"), (described, "croissant.json"), (page, "report.html")]
)
def test_every_word(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    kind: str,
    write: Callable[[Facts], str],
    suffix: str,
) -> None:
    written = tmp_path / f"{kind}.{suffix}"
    written.write_text(write(request.getfixturevalue(kind)), "utf-8")
    expected = GOLDEN / written.name
    assert written.read_text("utf-8") == expected.read_text("utf-8"), (
        f"if the change is meant: cp {written} {expected}"
    )


def test_the_manifest(rich: Facts, bare: Facts) -> None:
    content: dict[str, Any] = manifest(rich, [File("README.md", 3, "02")]).content()
    assert content["rows"] == {"train": 3, "validation": 1, "test": 2}
    assert content["rejected"] == rich.rejected
    assert content["changes"] == {
        **{"since": "1.0.0", "added": 3, "removed": 0, "changed": 1, "moved": 0}
    }
    assert content["quality"]["on"] == MEASURED.on
    assert content["groups"] == {
        **{"count": 4, "largest": 2, "links_refused": 2},
        **{"keys_capped": 3, "largest_key": 1200},
    }
    assert [file["path"] for file in content["inputs"]] == ["a.json", "b.json"]
    paths = [file["path"] for file in content["outputs"]]
    assert paths == sorted(paths)
    assert {"README.md", "data/test-00000-of-00001.parquet"} < set(paths)
    assert len(paths) == 1 + 4 + 4
    content = manifest(bare, []).content()
    assert content["changes"] is None
    assert content["quality"] is None
