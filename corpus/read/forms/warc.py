"""Web archives: the pages of WARC files, and the texts of WET files.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.place import Offset
from corpus.contract.problems import Problem, problem
from corpus.page.decode import Decoded
from corpus.page.sniff import read_page
from corpus.quoting import shortened
from corpus.read.forms.form import Source
from corpus.read.forms.page import page_record, too_long
from corpus.read.http_body import read_body
from corpus.read.members import MemberStream
from corpus.read.unpack import DamagedError, packing_of
from corpus.read.warc_dictionary import DICTIONARY, MOST, take_dictionary

_HTML = ("text/html", "application/xhtml+xml")
_ANYTHING = ("", "text/plain", "text/xml", "application/xml", "application/octet-stream")
_OK = 200
_SHOWN = 10  # of what is counted
_KINDS = 1000  # that are counted by themselves: hostile archives have a new one in each record
_LONGEST = 60  # characters of a type that a message repeats
_EXTRA = ("WARC-Record-ID", "WARC-Identified-Content-Language", "WARC-Truncated")
# Headers that reserve rights: TDM Reservation Protocol (W3C community report), and of robots.
_RIGHTS = ("tdm-reservation", "tdm-policy", "x-robots-tag")


class _LeftOut(NamedTuple):
    """What is counted, and not listed."""

    reason: str
    what: str


def read_warc(source: Source) -> Iterator[Record | Problem]:
    """The record of each page and text of an archive, or the problem in its place.

    What else the archive holds is counted. Damage costs all that follows it, as nothing says where
    the next record begins.
    """
    file, limits = source.file, source.limits
    start = next(source.blocks, b"")
    packing, blocks = packing_of(start), chain([start], source.blocks)
    if start.startswith(DICTIONARY):
        try:
            packing, start = take_dictionary(blocks)
        except DamagedError:
            why = f"its dictionary is cut off, is none, or has more than {MOST:,} bytes"
            yield problem("damaged_file", file, Offset(0), kind="WARC", error=why)
            return
        blocks = chain([start], blocks)
    stream = MemberStream(blocks, packing)
    left_out: Counter[_LeftOut] = Counter()
    last, at = -1, Offset(0)
    broken: Offset | None = None
    is_lost = False
    try:
        for record in ArchiveIterator(stream, parse_http=False, stream_detect=False):
            place = record.stream_pos
            at = Offset(stream.offset(place))
            found = list(_read(file, at, record, limits))
            if not _is_whole(record):
                broken = at
                break
            last = place
            for item in found:
                if isinstance(item, _LeftOut):
                    _count(item, left_out)
                else:
                    yield item
    except OSError as error:
        if error.errno is not None:  # of the disk, and not of what it holds
            raise
        is_lost = True
    if broken is None and (is_lost or stream.is_damaged):
        behind = stream.after(last)
        broken = at if behind is None else Offset(behind)
    if broken is not None:
        why = "a record is cut off or broken"
        yield problem("damaged_file", file, broken, kind="WARC", error=why)
    yield from _counted(file, left_out)


def _is_whole(record: WarcRecord) -> bool:
    """Whether a record has the bytes that it announces; what was not read of it is passed over."""
    record.consume()
    announced = record.headers.get("Content-Length") or ""
    return announced.isdecimal() and record.reader.tell() == record.content_length


def _read(
    file: str, offset: Offset, record: WarcRecord, limits: Limits
) -> Iterator[Record | Problem | _LeftOut]:
    if record.record_type == WarcRecordType.conversion:
        yield from _read_text(file, offset, record, limits)
    elif record.record_type == WarcRecordType.response and record.is_http:
        record.parse_http()
        status = record.http_headers.status_code
        if status == _OK:
            yield from _read_page(file, offset, record, limits)
        else:
            yield _LeftOut("http_status", str(status or "none"))
    elif record.record_type == WarcRecordType.resource:
        yield from _read_page(file, offset, record, limits)
    else:
        yield _LeftOut("no_pages", str(record.record_type))


def _read_page(
    file: str, offset: Offset, record: WarcRecord, limits: Limits
) -> Iterator[Record | Problem | _LeftOut]:
    headers = record.http_headers if record.is_http else record.headers
    type_ = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if type_ not in (*_HTML, *_ANYTHING):
        yield _LeftOut("no_pages", shortened(type_, _LONGEST))
        return
    data = record.reader.read(limits.page_bytes + 1)
    if record.is_http:
        transfer, content = headers.get("Transfer-Encoding"), headers.get("Content-Encoding")
        data = read_body(data, transfer or "", content or "", limits.page_bytes)
    if len(data) > limits.page_bytes:
        yield too_long(file, offset, limits)
        return
    charset = (record.http_charset or "").strip("\"' ") if record.is_http else None
    page = read_page(data, charset)
    if isinstance(page, Decoded):
        rights = {
            name: ", ".join(values) for name in _RIGHTS if (values := headers.get_multiple(name))
        }
        yield from page_record(file, offset, page, _fields(record), rights)
    elif type_ in _HTML:
        yield problem("not_a_page", file, offset, found=page.found)
    else:
        yield _LeftOut("no_pages", type_ or page.found)


def _read_text(
    file: str, offset: Offset, record: WarcRecord, limits: Limits
) -> Iterator[Record | Problem]:
    """The text that somebody made of a page, as WET files have them."""
    data = record.reader.read(limits.page_bytes + 1)
    if len(data) > limits.page_bytes:
        yield too_long(file, offset, limits)
    else:
        text = data.decode(errors="replace")
        yield Record(file, offset, {**_fields(record), "text": text})


def _fields(record: WarcRecord) -> dict[str, Any]:
    """What the headers of a record say of its page."""
    headers = record.headers
    extra = {name: value for name in _EXTRA if (value := headers.get(name))}
    fields = {
        "url": (headers.get("WARC-Target-URI") or "").strip("<>"),  # wget writes these
        "retrieved": headers.get("WARC-Date"),
        "extra": extra,
    }
    return {name: value for name, value in fields.items() if value}


def _count(item: _LeftOut, left_out: Counter[_LeftOut]) -> None:
    is_known = item in left_out or len(left_out) < _KINDS
    left_out[item if is_known else item._replace(what="others")] += 1


def _counted(file: str, left_out: Counter[_LeftOut]) -> Iterator[Problem]:
    """One problem for each reason, with how many of what it left out."""
    for reason in sorted({item.reason for item in left_out}):
        found = {item.what: n for item, n in left_out.items() if item.reason == reason}
        ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        shown = [f"{n:,} x {what}" for what, n in ordered[:_SHOWN]]
        if untold := sum(n for _, n in ordered[_SHOWN:]):
            shown.append(f"{untold:,} more")
        yield problem(reason, file, None, listed=", ".join(shown))
