"""Pages per CPU second of the wheel, and beside it resiliparse and trafilatura, on the same pages in one process.

    python bindings/python/benches/peers.py PAGES [N]

PAGES is a folder of HTML pages, of which N (300 unless given) are taken, evenly. Everybody gets the bytes and gives
text; rounds go through all tools in turn and the median counts, so that a busy machine is busy for all. Tools that are not
installed are left out.
"""

from __future__ import annotations

import pathlib
import sys
import time
from importlib.metadata import version
from statistics import median
from typing import Any, Callable, Iterator

ROUNDS = 3


def qingliu() -> Iterator[tuple[str, Callable[[list[bytes]], Any]]]:
    import qingliu

    cleaner = qingliu.Cleaner()
    yield "clean", lambda pages: [cleaner.clean(page, from_="html").body for page in pages]
    rows = lambda pages: [{"html": page} for page in pages]  # noqa: E731
    yield "clean_batch(threads=1)", lambda pages: cleaner.clean_batch(rows(pages), threads=1)
    try:
        import pyarrow as pa
    except ImportError:
        return
    yield "clean_arrow(threads=1)", lambda pages: pa.table(cleaner.clean_arrow(pa.table({"html": pages}), threads=1))


def resiliparse() -> Iterator[tuple[str, Callable[[list[bytes]], Any]]]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def one(page: bytes) -> str:
        return extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True)

    yield "extract_plain_text(main_content=True)", lambda pages: [attempt(one, page) for page in pages]


def trafilatura() -> Iterator[tuple[str, Callable[[list[bytes]], Any]]]:
    from trafilatura import bare_extraction, extract

    yield "extract", lambda pages: [attempt(extract, page) for page in pages]
    yield "bare_extraction, with the fields", lambda pages: [
        attempt(lambda page: bare_extraction(page, with_metadata=True), page) for page in pages
    ]


def attempt(tool: Callable[[bytes], Any], page: bytes) -> Any:
    """A page that a tool fails on has cost its time."""
    try:
        return tool(page)
    except Exception:
        return None


def main() -> None:
    paths = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*") if path.suffix in (".html", ".htm"))
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    pages = [path.read_bytes() for path in paths[:: max(1, len(paths) // wanted)][:wanted]]
    if not pages:
        sys.exit(f"{sys.argv[1]}: no .html below it; name a folder of pages")
    tools: list[tuple[str, Callable[[list[bytes]], Any]]] = []
    for package in (qingliu, resiliparse, trafilatura):
        try:
            tools += [(f"{package.__name__} {version(package.__name__)} {how}", run) for how, run in package()]
        except ImportError as error:
            print(f"{package.__name__} is left out: {error}", file=sys.stderr)
    for _, run in tools:
        run(pages[:10])
    spent: dict[str, list[float]] = {name: [] for name, _ in tools}
    for _ in range(ROUNDS):
        for name, run in tools:
            start = time.process_time()
            run(pages)
            spent[name].append(time.process_time() - start)
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB")
    for name, rounds in spent.items():
        print(f"| {name} | {len(pages) / median(rounds):.0f} |")


if __name__ == "__main__":
    main()
