from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CannotRunError
from corpus.pipeline.articles import INDEX
from corpus.pipeline.deduplicate import deduplicate
from corpus.pipeline.workdir import Chunk, Workdir


def test_more_articles_than_numbers(tmp_path: Path) -> None:
    chunks = [Chunk("shard", 0, 1 << 31), Chunk("shard", 1, (1 << 31) + 1)]
    with pytest.raises(CannotRunError, match="4,294,967,297 articles are too many"):
        deduplicate(Workdir(tmp_path), chunks, {}, [])


ARTICLES = st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xy"))  # id, content


@given(st.lists(st.lists(ARTICLES, min_size=1, max_size=6), min_size=1, max_size=4))
def test_numbers_are_ranks_and_the_first_of_an_id_stays(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[tuple[str, str]]]
) -> None:
    work = Workdir(tmp_path_factory.mktemp("work") / "work").create()
    chunks, found = [], []
    for number, articles in enumerate(shards):
        chunk = Chunk(f"shard{number}", 0, len(articles))
        index = np.zeros(len(articles), INDEX)
        for line, (article, content) in enumerate(articles):
            index[line]["id"], index[line]["digest"] = article.encode(), content.encode()
            index[line]["line"], index[line]["size"] = line, 100 * number + line
            found.append((article, content, number, line, len(found)))
        work.artefact(chunk.shard).mkdir()
        np.save(work.annotated(chunk, "index.npy"), index)
        chunks.append(chunk)
    files = [f"{number}.jsonl" for number in range(len(shards))]
    places = {chunk.shard: [number] for number, chunk in enumerate(chunks)}
    kept = {}
    for article, content, number, line, place in sorted(found, key=lambda a: (a[0], *a[1:4])):
        kept.setdefault(article, (content, number, line, place))

    came_to = deduplicate(work, chunks, places, files)
    rows = came_to.index
    assert [row["id"].decode() for row in rows] == sorted(kept)
    assert [(row["digest"].decode(), row["file"], row["line"]) for row in rows] == [
        kept[article][:3] for article in sorted(kept)
    ]
    assert [row["size"] for row in rows] == [
        100 * number + line for _, number, line, _ in (kept[article] for article in sorted(kept))
    ]
    assert np.load(work.places).tolist() == [kept[article][3] for article in sorted(kept)]
    assert len(came_to.problems) == len(found) - len(kept)
    numbers = np.load(work.all_numbers)
    assert sorted(numbers[numbers >= 0].tolist()) == list(range(len(kept)))
