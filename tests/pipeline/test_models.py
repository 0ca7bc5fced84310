"""Models of the user that vote in a build: `[label] models`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import build
from corpus.contract.labels import is_boilerplate
from corpus.evaluate import replay
from corpus.labelling import trained
from corpus.labelling.label_model import choose_spans
from corpus.labelling.learned import save
from corpus.labelling.line_model import model
from corpus.release.reader import Release
from corpus.training.heard import hear
from corpus.training.measure import cast_votes
from corpus.training.share import Share
from tests.conftest import Ran, Raw
from tests.labelling.models import package_model

MENU = "\n".join(f"{place}\nLog in\nSubscribe\nNewsletters" for place in ("Home", "Sport") * 9)
STORY = (
    "The ferry {n} left the harbour at six, an hour late, with forty people and two goats aboard, "
    "and for the first time in nine years it had a band of {n} on deck."
)
Command = Callable[..., Ran]


def built(folder: Path, models: list[str], out: str) -> Release:
    """A release of pages and texts in whose build models vote."""
    texts = [f"{MENU}\n{STORY}\n{MENU}", f"Log in\n{STORY}\nRead more\n{STORY} Again."]
    records = [
        {"id": f"a{n}", "outlet": f"o{n}", "text": texts[n % 2].replace("{n}", f"Ana{n * n}")}
        for n in range(8)
    ]
    (folder / "raw").mkdir(exist_ok=True)
    (folder / "raw" / "ferry.jsonl").write_text("".join(f"{json.dumps(r)}\n" for r in records))
    config = folder / "corpus.toml"
    config.write_text(f"[label]\nmodels = {json.dumps(models)}\n")
    return build(folder / "raw", out=folder / out, config=config, workers=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two models that say the same."""
    folder = tmp_path_factory.mktemp("models")
    for name in ("mine", "theirs"):
        package_model(folder / name)
    return folder


@pytest.fixture(scope="module")
def without(folder: Path) -> Release:
    return built(folder, [], "without")


@pytest.fixture(scope="module")
def voted(folder: Path) -> Release:
    return built(folder, ["mine"], "with")


def sources(release: Release) -> set[str]:
    return {vote.source for _, votes in release.votes() for vote in votes}


def test_a_model_votes_and_the_release_replays(
    corpus: Command, folder: Path, without: Release, voted: Release
) -> None:
    assert sources(voted) - sources(without) == {"model:mine.v1", "model:page.mine.v1"}
    mine = trained.read(folder / "mine")
    assert voted.manifest.config["models"] == [
        {"source": "model:mine.v1", "sha256": mine.sha256, "weight": 0.6, "silence": 0.1}
    ]
    assert "models" not in without.manifest.config
    assert corpus("verify", voted.path).code == 0
    spans = [span for row in voted.rows() for span in row["spans"]]
    assert {span["source"] for span in spans} & {"model:mine.v1", "model:page.mine.v1"}


def test_a_model_of_no_weight_has_no_say(corpus: Command, raw: Raw, tmp_path: Path) -> None:
    package_model(tmp_path / "mine", weight=0.0)
    raw.write("a.json", {"outlet": "o", "text": f"{MENU}\n{STORY}"})
    (tmp_path / "c.toml").write_text('[label]\nmodels = ["mine"]\n')
    ran = corpus("build", raw.folder, "--out", tmp_path / "b", "--config", tmp_path / "c.toml")
    assert "model:mine.v1 counts 0.00" in ran.out
    assert not any(s.startswith("model:mine") for s in sources(Release.open(tmp_path / "b/latest")))


def test_another_model_is_asked_again_in_spite_of_the_cache(
    folder: Path, tmp_path: Path, voted: Release
) -> None:
    """The cache of the folder has the votes of the first model."""
    other = package_model(tmp_path / "mine", weight=0.2, silence=0.99)
    again = built(folder, [str(other.folder)], "with")
    assert again.manifest.config["models"][0]["sha256"] == other.sha256
    assert dict(again.votes()) != dict(voted.votes())


def test_two_models_count_the_same(folder: Path, voted: Release) -> None:
    both = built(folder, ["mine", "theirs"], "both")
    spans = [
        [(s["start"], s["end"], s["confidence"]) for row in release.rows() for s in row["spans"]]
        for release in (voted, both)
    ]
    assert spans[0] == spans[1]  # of two that say the same the mean is what each says


def _other_weights(folder: Path) -> None:
    said = json.loads((folder / "model.json").read_text())
    few = np.zeros((5, 1), np.int8)
    small = model.weights()._replace(words=few, rarity=few, kinds=few, net_convolutions=few)
    save(small._asdict(), folder / "weights.npz")
    said["sha256"] = hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(said))


def _say(**said: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        before = json.loads((folder / "model.json").read_text())
        (folder / "model.json").write_text(json.dumps(before | said))

    return change


def _break(name: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return change


WRONG = {
    "no folder": (lambda folder: folder.rename(folder.with_name("x")), "No such file"),
    "no weights": (lambda folder: (folder / "weights.npz").unlink(), "weights.npz cannot be read"),
    "no JSON": (_break("model.json", b"{"), "is no description of a model"),
    "not an object": (_break("model.json", b"[1]"), "is no description of a model"),
    "no number": (_say(weight="much"), "is no description of a model"),
    "another format": (_say(format=2), "is a model of format 2; expected format 1"),
    "a weight above one": (_say(weight=1.5), "has a name or weights that cannot be"),
    "the package's name": (_say(name="line"), "has a name or weights that cannot be"),
    "a name with a path": (_say(name="../x"), "has a name or weights that cannot be"),
    "other weights": (_break("weights.npz", b"PK"), "is not the file that model.json names"),
    "other shapes": (_other_weights, "holds arrays of other shapes"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_model_is_told_before_work(
    corpus: Command, raw: Raw, tmp_path: Path, kind: str
) -> None:
    spoil, message = WRONG[kind]
    package_model(tmp_path / "mine")
    spoil(tmp_path / "mine")
    raw.write("a.json", {"outlet": "o", "text": "The ferry left."})
    config = tmp_path / "corpus.toml"
    config.write_text('[label]\nmodels = ["mine"]\n')
    ran = corpus("build", raw.folder, "--out", tmp_path / "out", "--config", config)
    assert (ran.code, ran.out) == (2, "")
    assert f"{config}: " in ran.err
    assert message in ran.err
    assert "; expected " in ran.err
    assert not (tmp_path / "out").exists()
    ran = corpus("validate", config)
    assert ran.code == 1
    assert "bad_config" in ran.out
    assert "mine" in ran.out


@pytest.mark.parametrize("models", ['"mine"', "[1]", "{}"])
def test_models_are_a_list_of_folders(
    corpus: Command, raw: Raw, tmp_path: Path, models: str
) -> None:
    config = tmp_path / "corpus.toml"
    config.write_text(f"[label]\nmodels = {models}\n")
    ran = corpus("build", raw.folder, "--config", config)
    assert ran.code == 2
    assert "expected a list of folders" in ran.err


def test_two_models_of_one_name_are_refused(corpus: Command, raw: Raw, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        package_model(tmp_path / folder / "mine")
    config = tmp_path / "corpus.toml"
    config.write_text('[label]\nmodels = ["a/mine", "b/mine"]\n')
    ran = corpus("build", raw.folder, "--config", config)
    assert ran.code == 2
    assert "are both called mine" in ran.err


def test_a_model_that_changes_during_a_build_stops_it(tmp_path: Path) -> None:
    mine = package_model(tmp_path / "mine")
    _say(weight=0.1)(tmp_path / "mine")
    with pytest.raises(Exception, match="is another model now"):
        trained.weights(mine)


def test_what_is_measured_is_what_a_build_gives(without: Release, voted: Release) -> None:
    """`corpus train` foretells the labels of the next build from the votes of the last."""
    after = {row["id"]: row for row in voted.rows()}
    for each in hear(list(replay.articles(without)), model.weights(), {"en", "de"}):
        _, _, both = cast_votes(each, Share(0.6, 0.1, 9))
        foretold = [span for span in choose_spans(both) if is_boilerplate(span.label)]
        given = [
            (span["start"], span["end"], pytest.approx(span["confidence"]))
            for span in after[each.article.id]["spans"]
            if is_boilerplate(span["label"])
        ]
        assert [(span.start, span.end, span.confidence) for span in foretold] == given
