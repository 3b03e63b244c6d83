"""qingliu in ``datasets.Dataset.map``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, Optional, Sequence

from . import Cleaner, PageError
from ._columns import columns

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .types import Options

__all__ = ["Clean"]

#: What has other keys or a number of objects in every row; a column has one type.
_JSON = ("removed", "removals", "posts")


class Clean:
    """A function of a batch, for ``dataset.map(Clean("html"), batched=True)``: it adds the columns of the record.

    The columns are those of the record but ``id`` and ``removed``, which is different in every row, or those that
    ``fields`` names; ``removed``, ``removals`` and ``posts`` are written as JSON. With ``errors="column"`` a page that is none
    is told in a column ``error``. What ``map`` keeps in its cache is found again by the same options, rules and
    version only.

    Args:
        column: the pages, strings or bytes
        url: the column of their addresses, if there is one
        threads: a batch is cleaned on so many; with ``num_proc`` one is enough
        record_timeout: the longest that a page may take, in seconds; 0 for no limit
        **options: those of :class:`qingliu.Cleaner`

    >>> clean = Clean("html", fields=["title", "body"])
    >>> clean({"html": ["<h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>"]})
    {'title': ['早市'], 'body': ['天还没亮，卖菜的人已经把摊子支好了。']}
    """

    def __init__(
        self,
        column: str = "html",
        *,
        url: Optional[str] = None,
        fields: Optional[Sequence[str]] = None,
        errors: Literal["raise", "column"] = "raise",
        threads: Optional[int] = 1,
        record_timeout: float = 10.0,
        **options: Unpack[Options],
    ) -> None:
        self.column = column
        self.url = url
        self.fields = columns(fields, ("id", "removed"), options)
        self.errors = errors
        self.threads = threads
        self.record_timeout = record_timeout
        self.cleaner = Cleaner(**options)
        # `map` asks how this is pickled, and so whether anything is different from before.
        self.rules_hash = self.cleaner.rules_hash

    def __call__(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        urls = batch[self.url] if self.url else [None] * len(batch[self.column])
        key = {bytes: "bytes"}
        pages = [{key.get(type(page), "html"): page, "url": url} for page, url in zip(batch[self.column], urls)]
        errors: Any = "raise" if self.errors == "raise" else "return"
        made = self.cleaner.clean_batch(
            pages, threads=self.threads, errors=errors, record_timeout=self.record_timeout
        )
        records = [{} if isinstance(record, PageError) else record.to_dict(removals=True) for record in made]
        columns = {field: [_cell(field, record.get(field)) for record in records] for field in self.fields}
        if self.errors == "column":
            columns["error"] = [str(record) if isinstance(record, PageError) else None for record in made]
        return columns


def _cell(field: str, value: Any) -> Any:
    return value if value is None or field not in _JSON else json.dumps(value, ensure_ascii=False)
