"""Write the tables of files and columns in docs/output.md, from the code that names them.

python -m scripts.output_tables
"""

from __future__ import annotations

import re

import pyarrow as pa

from corpus.contract.columns import OPTIONAL, ROW, row_schema
from corpus.documents.wording import COLUMNS
from corpus.release.layout import CONTENTS
from scripts import DOCS

PAGE = DOCS / "output.md"
_FILES = "| path | holds |\n|---|---|\n"
_COLUMNS = "| column | type | meaning |\n|---|---|---|\n"


def page(written: str) -> str:
    """The page with the tables of today; the first table of columns is that of the rows."""
    files = (f"| `{path}` | {holds} |\n" for path, holds in CONTENTS.items())
    columns = (
        f"| `{field.name}` | {_type(field.type)} | {_meaning(field.name)} |\n"
        for field in row_schema(OPTIONAL)
    )
    return _with_rows(_with_rows(written, _FILES, "".join(files)), _COLUMNS, "".join(columns))


def _with_rows(written: str, head: str, rows: str) -> str:
    """The page with other rows below the head of a table."""
    table = rf"(?<={re.escape(head)})(?:\|.*\n)+"
    return re.sub(table, lambda _: rows, written, count=1)


def _meaning(name: str) -> str:
    if name in ROW.names:
        return COLUMNS[name]
    return f"{COLUMNS[name]} Only where [`[release]`](configuration.md#release) asks for it."


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return (
            "list of spans"
            if pa.types.is_struct(kind.value_type)
            else f"list of {kind.value_type}s"
        )
    if pa.types.is_timestamp(kind):
        return f"timestamp, {kind.unit}, {kind.tz}"
    return {"float": "float32"}.get(str(kind), str(kind))


def main() -> None:
    """Write the tables."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
