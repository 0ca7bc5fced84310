"""Write the table of columns in docs/output.md from the schema and the words of the card.

python -m scripts.columns_table
"""

from __future__ import annotations

import re

import pyarrow as pa

from corpus.contract.columns import OPTIONAL, ROW, row_schema
from corpus.documents.wording import COLUMNS
from scripts import DOCS

PAGE = DOCS / "output.md"
_TABLE = re.compile(r"(?<=^\| column \| type \| meaning \|\n\|---\|---\|---\|\n)(?:\|.*\n)+", re.M)


def page(written: str) -> str:
    """The page with the table of today; the first table of columns is that of the rows."""
    lines = (
        f"| `{field.name}` | {_type(field.type)} | {_meaning(field.name)} |"
        for field in row_schema(OPTIONAL)
    )
    return _TABLE.sub(lambda _: "\n".join(lines) + "\n", written, count=1)


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
    """Write the table."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
