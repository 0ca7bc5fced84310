"""The same articles in the files of other tools, written a few at a time."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Article = dict[str, Any]
_ROWS = 1000  # of one batch or row group, as `datasets` writes them


def write_own(articles: Iterable[Article], path: Path) -> None:
    """Raw articles, one a line."""
    _write_lines(path, articles)


def write_trafilatura(articles: Iterable[Article], path: Path) -> None:
    """What `trafilatura --json` writes."""
    _write_lines(path, map(_trafilatura, articles))


def write_news_please(articles: Iterable[Article], path: Path) -> None:
    """What news-please writes, one a line."""
    _write_lines(path, map(_news_please, articles))


def write_dolma(articles: Iterable[Article], path: Path) -> None:
    """Documents of Dolma, compressed."""
    with gzip.open(path, "wb", 1) as file:
        for article in articles:
            file.write(_line(_dolma(article)))


def write_feed(articles: Iterable[Article], path: Path) -> None:
    """A `.json` feed of scrapy: a list."""
    with path.open("wb") as file:
        file.write(b"[\n")
        for number, article in enumerate(articles):
            file.write(b",\n" * (number > 0) + _line(_feed(article)).strip())
        file.write(b"\n]")


def write_warc(articles: Iterable[Article], path: Path) -> None:
    """The pages of a crawl, each compressed by itself."""
    _write_archive(path, articles, _answer)


def write_wet(articles: Iterable[Article], path: Path) -> None:
    """The texts of a crawl, the same."""
    _write_archive(path, articles, _conversion)


def write_csv(articles: Iterable[Article], path: Path) -> None:
    """The same as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["link", "headline", "author", "date", "body"])
        table.writeheader()
        table.writerows(map(_feed, articles))


def write_parquet(articles: Iterable[Article], path: Path) -> None:
    """The columns of CC-News."""
    with pq.ParquetWriter(path, _CC_NEWS) as file:
        for batch in _batches(articles):
            file.write_batch(batch)


def write_arrow(articles: Iterable[Article], path: Path) -> None:
    """The same as `save_to_disk` writes it."""
    with pa.ipc.new_stream(str(path), _CC_NEWS) as file:
        for batch in _batches(articles):
            file.write_batch(batch)


def write_feather(articles: Iterable[Article], path: Path) -> None:
    """The same as an Arrow file."""
    with pa.ipc.new_file(str(path), _CC_NEWS) as file:
        for batch in _batches(articles):
            file.write_batch(batch)


EXPORTS: dict[str, tuple[str, Callable[[Iterable[Article], Path], None]]] = {
    "own": ("a.jsonl", write_own),
    "news-please": ("a.jsonl", write_news_please),
    "trafilatura": ("a.jsonl", write_trafilatura),
    "Dolma": ("a.jsonl.gz", write_dolma),
    "WARC": ("a.warc.gz", write_warc),
    "WET": ("a.wet.gz", write_wet),
    "feed": ("a.json", write_feed),
    "CSV": ("a.csv", write_csv),
    "Parquet": ("a.parquet", write_parquet),
    "Arrow stream": ("a.arrow", write_arrow),
    "Arrow file": ("a.feather", write_feather),
}

_CC_NEWS = pa.schema([(n, pa.string()) for n in ("title", "text", "domain", "date", "url")])


def _batches(articles: Iterable[Article]) -> Iterator[pa.RecordBatch]:
    waiting = map(_cc_news, articles)
    while rows := list(islice(waiting, _ROWS)):
        yield pa.RecordBatch.from_pylist(rows, _CC_NEWS)


def _write_archive(
    path: Path, articles: Iterable[Article], made: Callable[[Article], tuple[str, str, str]]
) -> None:
    with path.open("wb") as file:
        for article in articles:
            type_, content_type, content = made(article)
            block = content.encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: {type_}\r\nWARC-Target-URI: {article['url']}\r\n"
                "WARC-Date: 2026-11-26T10:00:00Z\r\n"
                f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 1))


def _answer(article: Article) -> tuple[str, str, str]:
    paragraphs = "".join(f"<p>{escape(line)}</p>\n" for line in article["text"].split("\n"))
    page = (
        f"<!DOCTYPE html><html lang=en><head><title>{escape(article['title'])}</title>"
        f"<meta name=author content='Ana Ruiz'><meta property=article:published_time "
        f"content={article['published']}></head><body>{paragraphs}</body></html>"
    )
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}"
    return "response", "application/http; msgtype=response", answer


def _conversion(article: Article) -> tuple[str, str, str]:
    return "conversion", "text/plain", article["text"]


def _write_lines(path: Path, records: Iterable[Article]) -> None:
    with path.open("wb") as file:
        file.writelines(map(_line, records))


def _line(record: Article) -> bytes:
    return json.dumps(record).encode() + b"\n"


def _cc_news(article: Article) -> Article:
    return {
        "title": article["title"],
        "text": article["text"],
        "domain": article["url"].split("/")[2],
        "date": f"{article['published']} 10:00:00",
        "url": article["url"],
    }


def _feed(article: Article) -> Article:
    return {
        "link": article["url"],
        "headline": article["title"],
        "author": "Ana Ruiz, Bo Li",
        "date": article["published"],
        "body": article["text"],
    }


def _dolma(article: Article) -> Article:
    metadata = {"url": article["url"], "title": article["title"]}
    date = f"{article['published']}T10:00:00Z"
    named = {"id": article["id"], "text": article["text"], "source": "crawl"}
    return {**named, "created": date, "metadata": metadata}


def _trafilatura(article: Article) -> Article:
    return {
        "title": article["title"],
        "author": "Ana Ruiz; Bo Li",
        "hostname": article["url"].split("/")[2],
        "date": article["published"],
        "fingerprint": article["id"],
        "comments": "",
        "raw_text": " ".join(article["text"].split()),
        "text": article["text"],
        "language": None,
        "source": article["url"],
    }


def _news_please(article: Article) -> Article:
    return {
        "authors": ["Ana Ruiz", "Bo Li"],
        "date_download": "None",
        "date_publish": f"{article['published']} 10:00:00",
        "language": "en",
        "localpath": None,
        "maintext": article["text"],
        "source_domain": article["url"].split("/")[2],
        "title": article["title"],
        "url": article["url"],
    }
