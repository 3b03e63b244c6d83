"""Dumps made of the fixtures' pages: JSONL and WARC, packed as crawls are."""

from __future__ import annotations

import base64
import gzip
import json
import pathlib
from collections.abc import Iterator

FIXTURES = pathlib.Path(__file__).parents[4] / "fixtures"


def pages() -> list[tuple[str, bytes]]:
    """Name and content of every page of the fixtures."""
    found = sorted(path for path in FIXTURES.rglob("page.*") if path.suffix in (".html", ".txt"))
    return [(path.relative_to(FIXTURES).as_posix(), path.read_bytes()) for path in found]


def copies(start: int, count: int) -> Iterator[tuple[str, str, bytes]]:
    """Id, address and content of so many pages, each id once."""
    of = pages()
    for number in range(start, start + count):
        name, content = of[number % len(of)]
        yield f"{number}/{name}", f"http://example.com/{number}.html", content


def jsonl(path: pathlib.Path, start: int, count: int) -> pathlib.Path:
    """A dump of pages as JSON lines, packed if its name says so."""
    lines = (
        json.dumps({"id": id, "url": url, "bytes": base64.b64encode(content).decode()})
        for id, url, content in copies(start, count)
    )
    text = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(text, 1) if path.suffix == ".gz" else text)
    return path


def warc(path: pathlib.Path, start: int, count: int) -> pathlib.Path:
    """A crawl, packed record by record."""
    with open(path, "wb") as to:
        for id, url, content in copies(start, count):
            kind = b"text/html" if id.endswith(".html") else b"text/plain"
            http = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n" + content
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:page:{id}>\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            to.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 1))
    return path


def dump(folder: pathlib.Path, files: int, count: int) -> list[pathlib.Path]:
    """So many files of so many pages each, crawls and lines in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    makers = [
        lambda place: warc(folder / f"crawl-{place:02}.warc.gz", place * count, count),
        lambda place: jsonl(folder / f"lines-{place:02}.jsonl.gz", place * count, count),
    ]
    return [makers[place % 2](place) for place in range(files)]
