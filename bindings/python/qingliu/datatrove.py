"""qingliu in a pipeline of datatrove: an extractor, and a filter that writes what it leaves out.

The reader has to leave the page whole: with ``WarcReader`` put one of these right behind it. For instance

    LocalPipelineExecutor([
        WarcReader("crawl/", glob_pattern="*.warc.gz"),
        QingliuFilter(exclusion_writer=JsonlWriter("excluded/")),
        JsonlWriter("clean/"),
    ], tasks=8).run()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Union

from datatrove.pipeline.extractors.base import BaseExtractor
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.utils.typeshelper import StatHints

from . import Cleaner, PageError, Record

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from typing_extensions import Unpack

    from .types import Options

__all__ = ["QingliuExtractor", "QingliuFilter"]


def _clean(cleaner: Cleaner, documents: list[Document], timeout: float) -> list[Union[Record, PageError]]:
    pages = [{"id": d.id, "bytes" if isinstance(d.text, bytes) else "html": d.text, **_url(d)} for d in documents]
    # datatrove runs a process a core.
    return cleaner.clean_batch(pages, threads=1, errors="return", record_timeout=timeout)


def _url(document: Document) -> dict[str, Any]:
    url = document.metadata.get("url")
    return {"url": url} if isinstance(url, str) else {}


def _take(document: Document, record: Record) -> None:
    """What was read stands in the metadata; what the reader put there stays, where the page says nothing."""
    for key, value in record.to_dict(removals=record.removals is not None).items():
        if key not in ("id", "body") and (value is not None or key not in document.metadata):
            document.metadata[key] = value


class QingliuExtractor(BaseExtractor):  # type: ignore[misc]
    """The body becomes the text, the rest of the record metadata; pages without an article are dropped.

    Args:
        timeout: the longest that a page may take, in seconds; 0 for no limit
        **options: those of :class:`qingliu.Cleaner`
    """

    name = "清 qingliu"
    _requires_dependencies = ["qingliu"]

    def __init__(self, timeout: float = 10, **options: Unpack[Options]) -> None:
        super().__init__(timeout)
        self.cleaner = Cleaner(**options)

    def extract(self, text: str) -> str:
        """The body of a page.

        >>> QingliuExtractor().extract("<h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>")
        '天还没亮，卖菜的人已经把摊子支好了。'
        """
        return self.cleaner.clean({"html": text}).body

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """As the base does, but in this process: a page that takes too long or fails costs itself alone."""
        for document in data:
            self.stat_update(StatHints.total)
            with self.track_time():
                [record] = _clean(self.cleaner, [document], self.timeout)
            if isinstance(record, PageError):
                self.stat_update("timeout" if record.kind == "timeout" else "clean_error")
                continue
            self.stat_update("extracted")
            if not record.body:
                self.stat_update(StatHints.dropped)
                continue
            document.text = record.body
            _take(document, record)
            self.stat_update(StatHints.forwarded)
            self.update_doc_stats(document)
            yield document


class QingliuFilter(BaseFilter):  # type: ignore[misc]
    """Keeps pages with an article, and makes the body their text; the others go to ``exclusion_writer`` as they were
    read, with the record in their metadata and the reason: ``reject``, ``no-body``, or the kind of the error.

    Args:
        exclusion_writer: where the pages go that are left out
        batch_size: pages cleaned at a time
        timeout: the longest that a page may take, in seconds; 0 for no limit
        **options: those of :class:`qingliu.Cleaner`
    """

    name = "清 qingliu"
    _requires_dependencies = ["qingliu"]

    def __init__(
        self,
        exclusion_writer: DiskWriter = None,
        batch_size: int = 64,
        timeout: float = 10,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(exclusion_writer, batch_size)
        self.cleaner = Cleaner(**options)
        self.timeout = timeout

    def filter(self, doc: Document) -> Union[bool, tuple[bool, str]]:
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Document]) -> list[Union[bool, tuple[bool, str]]]:
        return [self._judge(doc, record) for doc, record in zip(batch, _clean(self.cleaner, batch, self.timeout))]

    @staticmethod
    def _judge(document: Document, record: Union[Record, PageError]) -> Union[bool, tuple[bool, str]]:
        if isinstance(record, PageError):
            document.metadata["error"] = str(record)
            return False, record.kind
        _take(document, record)
        if record.verdict == "reject":
            return False, "reject"
        if not record.body:
            return False, "no-body"
        document.text = record.body
        return True
