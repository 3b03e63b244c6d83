"""Door two: a table in, a table out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Sequence

from .. import Cleaner
from .rulefiles import RuleFiles

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from typing_extensions import Unpack

    from ..types import Options

#: The column that names the pages of a table which has no column of names.
ID = "id"


class Recipe(NamedTuple):
    """How to make a cleaner, as it travels."""

    rules: RuleFiles
    options: tuple[tuple[str, Any], ...]


@lru_cache(maxsize=8)
def _cleaner(recipe: Recipe) -> Cleaner:
    # A worker's interpreter lives for many tasks, and the rules are compiled once.
    with tempfile.TemporaryDirectory(prefix="qingliu-") as folder:
        return Cleaner(**recipe.rules.write(Path(folder)), **dict(recipe.options))


def clean_df(
    df: DataFrame,
    *,
    html: Optional[str] = None,
    text: Optional[str] = None,
    bytes: Optional[str] = None,
    url: Optional[str] = None,
    id: Optional[str] = None,
    charset: Optional[str] = None,
    keep: Sequence[str] = (),
    fields: Optional[Sequence[str]] = None,
    record_timeout: float = 10.0,
    **options: Unpack[Options],
) -> DataFrame:
    """Clean the pages in a column of a table: a row a page, with the keys of the record as columns.

    The arguments are those of :meth:`qingliu.Cleaner.clean_arrow`, and ``options`` those of :class:`qingliu.Cleaner`;
    folders of ``rules`` are read here and travel along. Columns that are named ``html`` (or ``text``, or ``bytes``),
    ``url``, ``id`` and ``charset`` are found by themselves. Without an ``id`` rows are numbered. A page of which there is
    no record is a row with its ``id`` and, in the column ``error``, the reason. With ``removed=True`` there is a column
    ``removals``, of which ``selectExpr("inline(removals)")`` makes the table that ``qingliu clean --removed`` writes.
    """
    import pyarrow as pa
    from pyspark.sql.functions import monotonically_increasing_id
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    if id is None and ID not in df.columns:
        df = df.withColumn(ID, monotonically_increasing_id())
    columns = {"html": html, "text": text, "bytes": bytes, "url": url, "id": id, "charset": charset}
    arguments: dict[str, Any] = {
        **columns,
        "keep": list(keep),
        "fields": None if fields is None else list(fields),
        "errors": "column",
        "threads": 1,
        "record_timeout": record_timeout,
    }
    rules = RuleFiles.read(options.pop("rules", None), options.pop("rules_only", None))
    recipe = Recipe(rules, tuple(sorted(options.items())))
    # What comes out is asked of the core, by a table without rows.
    nothing = to_arrow_schema(df.schema).empty_table()
    made = pa.schema(_cleaner(recipe).clean_arrow(nothing, **arguments))
    read = [name or key for key, name in columns.items() if name or key in df.columns]

    def clean(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _clean(recipe, arguments, batches)

    wanted = df.select(*dict.fromkeys([*read, *keep]))
    return wanted.mapInArrow(clean, from_arrow_schema(made))


def _clean(
    recipe: Recipe, arguments: dict[str, Any], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Clean batches one after the other, on a worker."""
    import pyarrow as pa

    cleaner = _cleaner(recipe)
    for batch in batches:
        stream = cleaner.clean_arrow(batch, **arguments)
        yield from pa.RecordBatchReader.from_stream(stream)
