"""Rows and votes as they will stand in the release, kept by range of article numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.columns import LINE, PAGE, ROW, VOTE
from corpus.pipeline.workdir import Workdir
from corpus.release.layout import HTML, LINES

# A row, its number, and the raw file and line that it came from.
NUMBERED = pa.schema(
    [
        *ROW,
        pa.field("number", pa.int64()),
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("unit", pa.string()),
    ]
)
NUMBERED_VOTE = pa.schema([*VOTE, pa.field("number", pa.int64())])
NUMBERED_PAGE = pa.schema([*PAGE, pa.field("number", pa.int64())])
NUMBERED_LINE = pa.schema([*LINE, pa.field("number", pa.int64())])

_HELD = 64 << 20  # bytes of rows


class RowWriter:
    """Writes the rows and votes of articles as Arrow streams; those numbered -1 are left out.

    Up to _HELD bytes are held, and then written file by file: a large corpus has more ranges than
    a process may have open files.
    """

    def __init__(self, work: Workdir, name: str, articles: int, parts: int) -> None:
        """Numbers below `articles` go into `parts` ranges of equal size, a file `name` in each."""
        self._work = work
        self._name = name
        self._articles = articles
        self._parts = parts
        self._held: dict[tuple[int, str], list[pa.RecordBatch]] = {}
        self._bytes = self._files = 0  # bytes held, and how often they were written

    def write(
        self,
        batch: pa.RecordBatch,
        numbers: NDArray[np.int64],
        labelled: pa.RecordBatch,
    ) -> None:
        """Write the articles of a batch of ARTICLE rows, with their LABELLED rows."""
        vote_counts = labelled["votes"].value_lengths().to_numpy()
        parts = np.where(numbers < 0, -1, numbers * self._parts // self._articles)
        part_of_vote = np.repeat(parts, vote_counts)
        rows = _rows(batch, numbers, labelled["spans"])
        vote_rows = _vote_rows(batch, numbers, labelled["votes"], vote_counts)
        line_rows, line_counts = _line_rows(batch, numbers)
        part_of_line = np.repeat(parts, line_counts)
        has_html = batch["html"].is_valid().to_numpy(zero_copy_only=False)
        page_rows, part_of_page = _page_rows(batch, numbers, has_html), parts[has_html]
        for part in np.unique(parts[parts >= 0]).tolist():
            self._append(part, "rows", rows.filter(pa.array(parts == part)))
            self._append(part, "votes", vote_rows.filter(pa.array(part_of_vote == part)))
            of_part = line_rows.filter(pa.array(part_of_line == part))
            pages = page_rows.filter(pa.array(part_of_page == part))
            for folder, found in ((LINES, of_part), (HTML, pages)):
                if len(found):
                    self._append(part, folder, found)
        if self._bytes > _HELD:
            self.close()

    def _append(self, part: int, kind: str, rows: pa.RecordBatch) -> None:
        self._held.setdefault((part, kind), []).append(rows)
        self._bytes += rows.nbytes

    def close(self) -> None:
        """Write all that is held."""
        for (part, kind), batches in self._held.items():
            folder = self._work.part(part)
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self._name}-{self._files}.{kind}.arrow"
            # As one batch: those held have a few rows each where there are many ranges, and every
            # batch that is read costs as much as some hundred rows.
            with pa.ipc.new_stream(str(path), batches[0].schema) as stream:
                stream.write_batch(pa.concat_batches(batches))
        self._held, self._bytes = {}, 0
        self._files += 1


def _rows(batch: pa.RecordBatch, numbers: NDArray[np.int64], spans: pa.ListArray) -> pa.RecordBatch:
    """The rows as they will stand in the release, but for what linking will add."""
    known = {"spans": spans, "number": pa.array(numbers)}
    columns = [
        known[field.name]
        if field.name in known
        else batch[field.name].cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(len(batch), field.type)
        for field in NUMBERED
    ]
    return pa.RecordBatch.from_arrays(columns, schema=NUMBERED)


def _vote_rows(
    batch: pa.RecordBatch,
    numbers: NDArray[np.int64],
    votes: pa.ListArray,
    counts: NDArray[np.int32],
) -> pa.RecordBatch:
    flat = votes.flatten()
    columns = {field.name: flat.field(field.name) for field in flat.type}
    columns["number"] = pa.array(np.repeat(numbers, counts))
    columns["id"] = batch["id"].take(pa.array(np.repeat(np.arange(len(batch)), counts)))
    return pa.RecordBatch.from_arrays(
        [columns[name] for name in NUMBERED_VOTE.names], schema=NUMBERED_VOTE
    )


def _page_rows(
    batch: pa.RecordBatch, numbers: NDArray[np.int64], has_html: NDArray[np.bool_]
) -> pa.RecordBatch:
    """The HTML of those articles that it is kept of."""
    wanted = pa.array(has_html)
    columns = [batch["id"].filter(wanted), batch["html"].filter(wanted), numbers[has_html]]
    return pa.RecordBatch.from_arrays([*columns[:2], pa.array(columns[2])], schema=NUMBERED_PAGE)


def _line_rows(
    batch: pa.RecordBatch, numbers: NDArray[np.int64]
) -> tuple[pa.RecordBatch, NDArray[np.int64]]:
    """The lines of those articles that came as pages, and how many each article has."""
    counts = batch["lines"].value_lengths().to_numpy()
    lines = batch["lines"].flatten()
    columns = {field.name: lines.field(field.name) for field in lines.type}
    columns["number"] = pa.array(np.repeat(numbers, counts))
    columns["id"] = batch["id"].take(pa.array(np.repeat(np.arange(len(batch)), counts)))
    return pa.RecordBatch.from_arrays(
        [columns[name] for name in NUMBERED_LINE.names], schema=NUMBERED_LINE
    ), counts
