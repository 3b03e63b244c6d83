"""qingliu (清流): scraped Chinese pages into clean records, and the rule behind every word taken away.

>>> import qingliu
>>> record = qingliu.clean("<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>")
>>> record.body
'天还没亮，卖菜的人已经把摊子支好了。'

The records are those of the command ``qingliu clean``, by the same code. For many pages make a :class:`Cleaner` once, and
hand it batches (:meth:`Cleaner.clean_batch`) or tables (:meth:`Cleaner.clean_arrow`).
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import errors
from ._core import (
    ArrowStream,
    Cleaner,
    Record,
    Repaired,
    __version__,
    record_schema,
    repair,
)
from .errors import (
    FileError,
    InputError,
    InternalError,
    PageError,
    PageTimeoutError,
    QingliuError,
    RulesError,
    UsageError,
)

if TYPE_CHECKING:
    from typing import Iterable, Literal, Optional, Sequence, Union, overload

    from typing_extensions import Unpack

    from .types import ArrowSource, From, Options, Page

__all__ = [
    "ArrowStream",
    "Cleaner",
    "FileError",
    "InputError",
    "InternalError",
    "PageError",
    "PageTimeoutError",
    "QingliuError",
    "Record",
    "Repaired",
    "RulesError",
    "UsageError",
    "__version__",
    "clean",
    "clean_arrow",
    "clean_batch",
    "errors",
    "explain",
    "repair",
    "rules_hash",
    "schema",
]


@lru_cache(maxsize=16)
def _cached(**options: Any) -> Cleaner:
    return Cleaner(**options)


def _cleaner(options: Options) -> Cleaner:
    # Rule files may change between two calls.
    if "rules" in options or "rules_only" in options:
        return Cleaner(**options)
    return _cached(**options)  # type: ignore[arg-type]


def clean(
    page: Page,
    *,
    url: Optional[str] = None,
    charset: Optional[str] = None,
    id: Optional[str] = None,
    from_: From = "auto",
    **options: Unpack[Options],
) -> Record:
    """Clean a page; the options are those of :class:`Cleaner`.

    With ``rules`` or ``rules_only`` the rules are read at every call: make a :class:`Cleaner` for more than one page.

    >>> clean("<h1>小城的早市</h1><p>天还没亮。</p>", url="https://example.com/a.html").url
    'https://example.com/a.html'
    """
    return _cleaner(options).clean(page, url=url, charset=charset, id=id, from_=from_)


if TYPE_CHECKING:

    @overload
    def clean_batch(
        pages: Iterable[Page],
        *,
        threads: Optional[int] = None,
        from_: From = "auto",
        errors: Literal["raise"] = "raise",
        record_timeout: float = 10.0,
        **options: Unpack[Options],
    ) -> list[Record]: ...
    @overload
    def clean_batch(
        pages: Iterable[Page],
        *,
        threads: Optional[int] = None,
        from_: From = "auto",
        errors: Literal["return"],
        record_timeout: float = 10.0,
        **options: Unpack[Options],
    ) -> list[Union[Record, PageError]]: ...


def clean_batch(
    pages: Iterable[Page],
    *,
    threads: Optional[int] = None,
    from_: From = "auto",
    errors: Any = "raise",
    record_timeout: float = 10.0,
    **options: Unpack[Options],
) -> Any:
    """Clean many pages on several threads; the records come in the order of the pages.

    >>> [record.body for record in clean_batch(["天还没亮。", b"\\xcc\\xec\\xd2\\xd1\\xbe\\xad\\xba\\xda\\xc1\\xcb\\xa1\\xa3"], threads=2)]
    ['天还没亮。', '天已经黑了。']
    """
    return _cleaner(options).clean_batch(
        pages, threads=threads, from_=from_, errors=errors, record_timeout=record_timeout
    )


def clean_arrow(
    table: ArrowSource,
    *,
    html: Optional[str] = None,
    text: Optional[str] = None,
    bytes: Optional[str] = None,
    url: Optional[str] = None,
    id: Optional[str] = None,
    charset: Optional[str] = None,
    keep: Optional[Sequence[str]] = None,
    fields: Optional[Sequence[str]] = None,
    errors: Literal["raise", "column"] = "raise",
    threads: Optional[int] = None,
    record_timeout: float = 10.0,
    **options: Unpack[Options],
) -> ArrowStream:
    """Clean the pages in a column of a table; :meth:`Cleaner.clean_arrow` says how.

    >>> import pyarrow as pa
    >>> pages = pa.table({"html": ["<h1>小城的早市</h1><p>天还没亮。</p>"]})
    >>> pa.table(clean_arrow(pages))["title"].to_pylist()
    ['小城的早市']
    """
    return _cleaner(options).clean_arrow(
        table,
        html=html,
        text=text,
        bytes=bytes,
        url=url,
        id=id,
        charset=charset,
        keep=keep,
        fields=fields,
        errors=errors,
        threads=threads,
        record_timeout=record_timeout,
    )


def explain(
    page: Page,
    *,
    url: Optional[str] = None,
    charset: Optional[str] = None,
    id: Optional[str] = None,
    from_: From = "auto",
    **options: Unpack[Options],
) -> str:
    """What becomes of a page, line by line, as ``qingliu explain`` prints it.

    >>> print(explain("小城的早市\\n天还没亮，卖菜的人已经把摊子支好了。").splitlines()[-1])
       2  body     天还没亮，卖菜的人已经把摊子支好了。
    """
    return _cleaner(options).explain(page, url=url, charset=charset, id=id, from_=from_)


def rules_hash() -> str:
    """The hash of the built-in rules; :attr:`Cleaner.rules_hash` is that of the rules in force.

    >>> rules_hash() == Cleaner(convert="none").rules_hash
    True
    """
    return _cached().rules_hash


def schema() -> dict[str, Any]:
    """The JSON Schema of a record, as ``qingliu schema record`` prints it.

    >>> schema()["required"][:3]
    ['id', 'url', 'title']
    """
    loaded: dict[str, Any] = json.loads(record_schema())
    return loaded
