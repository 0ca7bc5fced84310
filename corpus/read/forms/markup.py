"""XML that trafilatura writes: its own form, and TEI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.read.forms.form import Source
from corpus.read.forms.json_values import IN_THE_FILE, too_large

_TEI = "{http://www.tei-c.org/ns/1.0}"
_BLOCKS = frozenset("head p ab list item quote table row cell lb fw div code".split())
_FIELDS_OF_TEI = {  # by the names of the other form
    "title": "titleStmt/title",
    "author": "titleStmt/author",
    "sitename": "publicationStmt/publisher",
    "date": "publicationStmt/date",
    "license": "publicationStmt/availability",
}


def read_xml(source: Source) -> Iterator[Record | Problem]:
    """The document of a file, in the fields that trafilatura gives it."""
    limit = source.limits.record_bytes
    parser = ElementTree.XMLParser()
    size = 0
    try:
        for block in source.blocks:
            size += len(block)
            if size > limit:
                yield too_large(source.file, 1, limit, IN_THE_FILE)
                return
            parser.feed(block)
        root: Any = parser.close()
    except ElementTree.ParseError as error:
        yield problem("damaged_file", source.file, 1, kind="XML", error=error)
        return
    if root.tag == "doc":
        comments = _text(root.find("comments"))
        yield Record(
            source.file, 1, {**root.attrib, "text": _text(root.find("main")), "comments": comments}
        )
    elif root.tag == f"{_TEI}TEI":
        yield Record(source.file, 1, _tei(root))
    else:
        found = f"XML whose root is <{root.tag.rpartition('}')[2]}>"
        yield problem("no_articles", source.file, 1, found=found)


def _tei(root: Any) -> dict[str, Any]:
    names = {"": _TEI.strip("{}")}
    described = root.find("teiHeader/fileDesc/sourceDesc/biblFull", names)
    found = (
        {}
        if described is None
        else {name: _text(described.find(path, names)) for name, path in _FIELDS_OF_TEI.items()}
    )
    address = root.find(".//ptr[@type='URL']", names)
    divisions = {part.get("type"): part for part in root.iterfind("text/body/div", names)}
    return {
        **found,
        "url": None if address is None else address.get("target"),
        "fingerprint": _text(root.find(".//note[@type='fingerprint']", names)),
        "text": _text(divisions.get("entry")),
        "comments": _text(divisions.get("comments")),
    }


def _text(element: Any) -> str:
    """The words of an element, each block on a line of its own."""
    if element is None:
        return ""
    lines = "".join(_words(element)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _words(element: Any) -> Iterator[str]:
    """The text of an element; a line break is a block's edge, and no other white space is."""
    is_block = element.tag.removeprefix(_TEI) in _BLOCKS
    if is_block:
        yield "\n"
    yield " ".join((element.text or "").split("\n"))
    for child in element:
        yield from _words(child)
        yield " ".join((child.tail or "").split("\n"))
    if is_block:
        yield "\n"
