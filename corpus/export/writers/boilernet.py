"""`boilernet`: pages with a label at each text, in the form that BoilerNet trains on.

As its `prepare_dataset.py` makes them: each text node that is not blank stands in a `span` with
`__boilernet_label`, 1 for content. `train_set.txt`, `dev_set.txt` and `test_set.txt` name the files
of the splits, for `--split_dir` of its `preprocess.py` (https://github.com/mrjleo/boilernet).
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from corpus.errors import CannotRunError
from corpus.export.part import Part
from corpus.page.parse import TEXT, Tree, parse
from corpus.page.text_model import NOT_SHOWN, page_text
from corpus.release.streams import Row
from corpus.release.token_labels import holders

_LISTS = {"train": "train_set.txt", "validation": "dev_set.txt", "test": "test_set.txt"}
# Elements without an end tag (HTML standard, 13.1.2).
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


def write(part: Part, folder: Path) -> int:
    """Write `html/ID.html` and the list of the split; lists of other splits are empty."""
    (folder / "html").mkdir(exist_ok=True)
    for name in _LISTS.values():  # it reads all three
        (folder / name).touch()
    names = []
    for row in part.rows:
        names.append(f"{row['id']}.html")
        page = "".join(_page(row))
        (folder / "html" / names[-1]).write_text(page, "utf-8", newline="\n")
    (folder / _LISTS[part.split]).write_text("".join(f"{name}\n" for name in names), "utf-8")
    return len(names)


def _page(row: Row) -> Iterator[str]:
    """The page, without what it does not show.

    Raises:
        CannotRunError: the text of the row is not that of its page.
    """
    tree = parse(row["html"])
    content = _content(row, tree)
    closing: list[tuple[int, str]] = []
    node = 0
    yield '<!DOCTYPE html><meta charset="utf-8">'  # else readers guess
    while node < len(tree.tags):
        while closing and closing[-1][0] <= node:
            yield closing.pop()[1]
        tag = tree.tags[node]
        if tag == TEXT:
            yield _labelled(tree.data[node], node in content)
        elif tag in NOT_SHOWN:
            node = tree.ends[node]
            continue
        else:
            yield _start(tree, node)
            if tag not in _VOID:
                closing.append((tree.ends[node], f"</{tag}>"))
        node += 1
    yield from (end for _, end in reversed(closing))


def _content(row: Row, tree: Tree) -> set[int]:
    """The text nodes of lines that no span holds."""
    text, lines = page_text(tree)
    if text != row["text"]:
        raise CannotRunError(
            f"{row['id']}: its text is not that of its page; expected a release of this version of "
            "the text model (`text_model` in its rows); build it again"
        )
    held = holders(text, row["spans"], [(line.start, line.end) for line in lines])
    return {
        node
        for line, span in zip(lines, held, strict=True)
        if span is None
        for node in range(line.first, line.last + 1)
    }


def _labelled(data: str, is_content: bool) -> str:
    text = escape(data, quote=False)
    if data.isspace():
        return text
    return f'<span __boilernet_label="{is_content:d}">{text}</span>'


def _start(tree: Tree, node: int) -> str:
    attributes = "".join(
        f' {name}="{escape(value or "")}"' for name, value in tree.attributes[node]
    )
    return f"<{tree.tags[node]}{attributes}>"
