"""qingliu for data frames of pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Optional, Sequence

import pandas as pd

from . import Cleaner, PageError
from ._columns import columns

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .types import Options

__all__ = ["clean"]


def clean(
    pages: Any,
    *,
    html: str = "html",
    url: str = "url",
    fields: Optional[Sequence[str]] = None,
    errors: Literal["raise", "column"] = "raise",
    threads: Optional[int] = None,
    record_timeout: float = 10.0,
    **options: Unpack[Options],
) -> Any:
    """The records of the pages in a column of a data frame, or in a series, as a data frame with the same index.

    With ``errors="column"`` a page that is none, or is missing, is told in a column ``error``; with ``removed=True`` there
    is a column ``removals``. The rest is as with :func:`qingliu.clean_batch`.

    >>> frame = pd.DataFrame({"html": ["<h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>"]}, index=["a"])
    >>> frame.join(clean(frame, fields=["title", "body"]))[["title", "body"]].to_dict("index")
    {'a': {'title': '早市', 'body': '天还没亮，卖菜的人已经把摊子支好了。'}}
    """
    keys = columns(fields, ("id",), options)
    is_frame = isinstance(pages, pd.DataFrame)
    column = pages[html] if is_frame else pages
    urls = pages[url] if is_frame and url in pages else pd.Series(None, index=column.index, dtype=object)
    present, known = column.notna(), urls.notna()
    rows = [
        {"bytes" if isinstance(page, bytes) else "html": page if is_there else None, "url": address if is_known else None}
        for page, is_there, address, is_known in zip(column, present, urls, known)
    ]
    wanted: Any = "raise" if errors == "raise" else "return"
    made = Cleaner(**options).clean_batch(rows, threads=threads, errors=wanted, record_timeout=record_timeout)
    table = [{} if isinstance(record, PageError) else record.to_dict(removals=True) for record in made]
    frame = pd.DataFrame({key: pd.Series([row.get(key) for row in table], dtype=object) for key in keys})
    frame.index = column.index
    if "heat" in frame:
        frame["heat"] = frame["heat"].astype("Int64")
    if errors == "column":
        frame["error"] = [str(record) if isinstance(record, PageError) else None for record in made]
    return frame
