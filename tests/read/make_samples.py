"""Write `tests/read/samples`: what other tools make of two pages that were invented for this.

Each tool needs an environment of its own, as they ask for different versions of the same libraries:

    pip install trafilatura && python tests/read/make_samples.py trafilatura
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

SAMPLES = Path(__file__).parent / "samples"
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Thrushdale Echo</title>
<link rel="canonical" href="{url}"><meta property="og:site_name" content="Thrushdale Echo">
<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta name="description" content="{lead}"><meta name="author" content="{author}">
<meta property="article:published_time" content="{date}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{title}", "datePublished": "{date}", "author": {{"@type": "Person",
"name": "{author}"}},
"mainEntityOfPage": "{url}", "inLanguage": "en-GB"}}</script></head>
<body><header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
<main><article><h1>{title}</h1><p>By {author}</p><p>{lead}</p>{paragraphs}</article></main>
<footer><p>Copyright Fellside Newspapers</p></footer></body></html>
"""
PAGES = [
    {
        "url": "https://www.thrushdaleecho.example/news/te-30111/ferry-timetable",
        "title": "Ferry timetable cut after pier inspection",
        "author": "Priya Nandrajog",
        "date": "2026-02-11T10:00:00+00:00",
        "lead": "The last boat to Sker island will leave at six from Monday, three hours earlier "
        "than now, the harbour board said on Wednesday.",
        "body": [
            "Divers found worn bolts in four of the pier's eleven legs during an inspection that "
            "was brought forward after the January storms.",
            "Until they are replaced, no more than forty people may stand on the pier at once, and "
            "none after dark.",
            "Owen Treharne, who runs the island's only shop, said the new timetable would cost him "
            "a third of his trade before Easter.",
        ],
    },
    {
        "url": "https://www.thrushdaleecho.example/news/te-30127/choir-bus",
        "title": "Choir walks eight miles after bus fails to come",
        "author": "Callum Oduya",
        "date": "2026-02-13T17:45:00+00:00",
        "lead": "Twenty-two singers from Lower Thrush reached their own concert on foot, an hour "
        "late and in good voice.",
        "body": [
            "The coach that was to take them over the moor had been booked for the wrong Friday, "
            "the company admitted.",
            "The audience waited in the church hall, where the caretaker had put the heating on "
            "and found a box of biscuits.",
            "The choir opened with a walking song that was not in the programme.",
        ],
    },
]


def main() -> None:
    """Write the samples of the tool that is named."""
    SAMPLES.mkdir(exist_ok=True)
    _TOOLS[sys.argv[1]]()


def _html(page: dict[str, Any]) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in page["body"])
    return PAGE.format(**page, paragraphs=paragraphs)


def _text(page: dict[str, Any]) -> str:
    return "\n".join([page["title"], f"By {page['author']}", page["lead"], *page["body"]])


def _write(name: str, text: str) -> None:
    (SAMPLES / name).write_text(text, "utf-8")


def _lines(records: list[Any]) -> str:
    return "".join(json.dumps(record, default=str) + "\n" for record in records)


def _trafilatura() -> None:
    from trafilatura import extract

    def extracted(form: str, page: dict[str, Any]) -> str:
        made = extract(_html(page), url=page["url"], output_format=form, with_metadata=True)
        return made or ""

    _write("trafilatura.jsonl", "".join(f"{extracted('json', page)}\n" for page in PAGES))
    for form, name in (("xml", "xml"), ("xmltei", "tei.xml"), ("markdown", "md"), ("txt", "txt")):
        _write(f"trafilatura.{name}", extracted(form, PAGES[0]))


def _news_please() -> None:
    from newsplease import NewsPlease

    for number, page in enumerate(PAGES):
        article = NewsPlease.from_html(_html(page), url=page["url"])
        made = article.get_serializable_dict()
        _write(f"news-please-{number}.json", json.dumps(made, indent=4))


def _newspaper4k() -> None:
    import newspaper

    records = []
    for page in PAGES:
        article = newspaper.Article(page["url"])
        article.download(input_html=_html(page))
        article.parse()
        records.append(json.loads(article.to_json(as_string=True)))
    _write("newspaper4k.json", json.dumps(records, indent=2))


def _fundus() -> None:
    from fundus import Article
    from fundus.parser import ArticleBody
    from fundus.parser.data import ArticleSection, TextSequence
    from fundus.scraping.html import HTML, SourceInfo

    records = []
    for page in PAGES:
        section = ArticleSection(TextSequence([]), TextSequence(page["body"]))
        body = ArticleBody(summary=TextSequence([page["lead"]]), sections=[section])
        date = datetime.fromisoformat(page["date"])
        html = HTML(page["url"], page["url"], _html(page), date, SourceInfo("Thrushdale Echo"))
        article = Article(
            html=html,
            title=page["title"],
            body=body,
            authors=[page["author"]],
            publishing_date=date,
            topics=["Transport"],
            free_access=True,
        )
        records.append(article.to_json())
    _write("fundus.json", json.dumps(records, default=str))


def _warcio() -> None:
    import io

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    _write("page.html", _html(PAGES[0]))
    with (SAMPLES / "crawl.warc.gz").open("wb") as pages, (SAMPLES / "crawl.wet").open("wb") as wet:
        crawl, texts = WARCWriter(pages, gzip=True), WARCWriter(wet, gzip=False)
        crawl.write_record(crawl.create_warcinfo_record("crawl.warc.gz", {"software": "warcio"}))
        for page in PAGES:
            html, text = io.BytesIO(_html(page).encode()), io.BytesIO(_text(page).encode())
            typed = [("Content-Type", "text/html")]
            answer = StatusAndHeaders("200 OK", typed, protocol="HTTP/1.1")
            dated = {"WARC-Date": "2026-02-14T06:00:00Z"}
            url = page["url"]
            crawl.write_record(
                crawl.create_warc_record(
                    url, "response", html, http_headers=answer, warc_headers_dict=dated
                )
            )
            texts.write_record(
                texts.create_warc_record(
                    url,
                    "conversion",
                    text,
                    warc_content_type="text/plain",
                    warc_headers_dict={**dated, "WARC-Identified-Content-Language": "eng"},
                )
            )


def _scrapy() -> None:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Spider(scrapy.Spider):
        name = "echo"
        start_urls: ClassVar = [
            (SAMPLES / f"page-{number}.html").as_uri() for number in range(len(PAGES))
        ]

        def parse(self, response: Any) -> Any:
            yield {
                "url": response.css("link[rel=canonical]::attr(href)").get(),
                "headline": response.css("h1::text").get(),
                "author": response.css("meta[name=author]::attr(content)").get(),
                "date": response.css("[property='article:published_time']::attr(content)").get(),
                "body": "\n".join(response.css("article ::text").getall()),
                "tags": [],
                "scraped_at": datetime(2026, 2, 14, 8, tzinfo=UTC),
            }

    for number, page in enumerate(PAGES):
        _write(f"page-{number}.html", _html(page))
    feeds = {
        str(SAMPLES / "scrapy.json"): {"format": "json", "overwrite": True},
        str(SAMPLES / "scrapy.jl"): {"format": "jsonlines", "overwrite": True},
        str(SAMPLES / "scrapy.csv"): {"format": "csv", "overwrite": True},
    }
    process = CrawlerProcess({"FEEDS": feeds, "CONCURRENT_REQUESTS": 1, "LOG_LEVEL": "ERROR"})
    process.crawl(Spider)
    process.start()
    for number in range(len(PAGES)):
        (SAMPLES / f"page-{number}.html").unlink()


def _datasets() -> None:
    """A table of the columns of CC-News, in the files that `datasets` and pyarrow write."""
    import pyarrow as pa
    import pyarrow.feather as feather
    from datasets import Dataset, DatasetDict

    rows = [
        {
            "title": page["title"],
            "text": _text(page),
            "domain": "www.thrushdaleecho.example",
            "date": page["date"].replace("T", " ").removesuffix("+00:00"),
            "description": page["lead"],
            "url": page["url"],
            "image_url": None,
        }
        for page in PAGES
    ]
    dataset = Dataset.from_list(rows)
    dataset.to_parquet(SAMPLES / "cc-news.parquet")
    DatasetDict({"train": dataset}).save_to_disk(SAMPLES / "saved")
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_file(str(SAMPLES / "cc-news.arrow"), table.schema) as file:
        file.write_table(table)
    feather.write_feather(table, str(SAMPLES / "cc-news.feather"))
    with (SAMPLES / "cc-news.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)


def _datatrove() -> None:
    from datatrove.data import Document
    from datatrove.pipeline.writers import JsonlWriter

    with JsonlWriter(str(SAMPLES), output_filename="datatrove.jsonl.gz") as writer:
        for number, page in enumerate(PAGES):
            metadata = {"url": page["url"], "title": page["title"], "date": page["date"]}
            metadata |= {"language_score": 0.98}
            writer.write(Document(_text(page), f"<urn:uuid:0{number}>", metadata=metadata))


def _dolma() -> None:
    """Documents by Dolma's description of its format; the tool reads such files and writes none."""
    records = [
        {
            "id": f"echo-{number}",
            "text": _text(page),
            "source": "thrushdale-echo",
            "added": "2026-02-14T08:00:00.000Z",
            "created": page["date"],
            "metadata": {"url": page["url"], "title": page["title"], "length": 3},
        }
        for number, page in enumerate(PAGES)
    ]
    import gzip

    (SAMPLES / "dolma.json.gz").write_bytes(gzip.compress(_lines(records).encode(), mtime=0))


def _own() -> None:
    """Raw articles of our own."""
    records = [
        {
            "url": page["url"],
            "title": page["title"],
            "text": _text(page),
            "authors": [page["author"]],
        }
        for page in PAGES
    ]
    _write("own.jsonl", _lines(records))


_TOOLS: dict[str, Callable[[], None]] = {
    "trafilatura": _trafilatura,
    "news-please": _news_please,
    "newspaper4k": _newspaper4k,
    "fundus": _fundus,
    "scrapy": _scrapy,
    "warcio": _warcio,
    "datasets": _datasets,
    "datatrove": _datatrove,
    "dolma": _dolma,
    "own": _own,
}

if __name__ == "__main__":
    main()
