"""Tables in and out, as the libraries have them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import qingliu
from conftest import PAGE, of

pa = of("pyarrow")

PAGES = [PAGE.replace("早市", f"早市之{n}") for n in range(40)]


def titles(stream: qingliu.ArrowStream) -> list[str]:
    return pa.table(stream)["title"].to_pylist()  # type: ignore[no-any-return]


WANTED = [f"小城的早市之{n}" for n in range(40)]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "binary", "large_binary", "binary_view"])
def test_every_kind_of_strings_and_bytes_holds_pages(kind: str) -> None:
    raw = [page.encode("gbk") for page in PAGES] if "binary" in kind else PAGES
    table = pa.table({"html": pa.array(raw, getattr(pa, kind)())})
    made = pa.table(qingliu.clean_arrow(table))
    assert made["title"].to_pylist() == WANTED
    assert set(made["charset"].to_pylist()) == {"gb18030" if "binary" in kind else "utf-8"}


def test_rows_are_the_records() -> None:
    table = pa.table({"html": PAGES, "url": ["https://a.example/1", None] * 20, "id": list(range(40))})
    records = qingliu.clean_batch(table.to_pylist(), threads_as="posts")
    rows = pa.table(qingliu.clean_arrow(table, threads_as="posts")).to_pylist()
    for row, record in zip(rows, records):
        row["removed"] = dict(row["removed"])
        row["posts"] = json.loads(row["posts"])
        assert row == record.to_dict()


def test_the_columns_are_those_of_the_schema() -> None:
    stream = qingliu.clean_arrow(pa.table({"html": PAGES}), threads_as="posts")
    assert pa.schema(stream).names == [*qingliu.schema()["required"], "posts"]
    assert pa.schema(stream) == pa.table(stream).schema
    assert pa.schema(stream).field("removed").type == pa.map_(pa.string(), pa.field("value", pa.int64(), False))


def test_tables_batches_chunks_and_slices() -> None:
    table = pa.table({"html": PAGES})
    chunked = pa.concat_tables([table.slice(0, 3), table.slice(3, 0), table.slice(3)])
    batch = pa.record_batch({"html": PAGES})
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=7))
    for given in (table, chunked, batch, reader):
        assert titles(qingliu.clean_arrow(given)) == WANTED
    assert titles(qingliu.clean_arrow(table.slice(5, 2))) == WANTED[5:7]
    assert titles(qingliu.clean_arrow(table.slice(0, 0))) == []
    ids = pa.table(qingliu.clean_arrow(chunked, threads=3))["id"].to_pylist()
    assert ids == [str(n) for n in range(40)]


def test_a_large_table_comes_in_parts() -> None:
    table = pa.table({"text": [f"第{n}号摊位" for n in range(5_000)], "n": range(5_000)})
    reader = pa.RecordBatchReader.from_stream(qingliu.clean_arrow(table, keep=["n"], fields=["body", "title"]))
    parts = list(reader)
    assert [len(part) for part in parts] == [2048, 2048, 904]
    assert [n for part in parts for n in part["n"].to_pylist()] == list(range(5_000))
    assert parts[2]["title"][903].as_py() == "第4999号摊位"


def test_a_table_is_read_again_and_a_stream_is_not() -> None:
    table = pa.table({"html": PAGES})
    again = qingliu.clean_arrow(table)
    assert titles(again) == titles(again) == WANTED
    once = qingliu.clean_arrow(pa.RecordBatchReader.from_batches(table.schema, table.to_batches()))
    assert titles(once) == WANTED
    with pytest.raises(qingliu.UsageError, match="has been read"):
        pa.table(once)
    # What comes out goes in.
    assert pa.table(qingliu.clean_arrow(qingliu.clean_arrow(table), text="body"))["body"].to_pylist()[0].startswith("天还没亮")


def test_columns_are_chosen_and_travel_along() -> None:
    table = pa.table({"content": PAGES, "page": range(40), "tags": [["a"], None] * 20, "html": range(40)})
    made = pa.table(qingliu.clean_arrow(table, html="content", id="page", keep=["tags"], fields=["body", "id"]))
    assert made.column_names == ["id", "body", "tags"]
    assert made["tags"].to_pylist() == [["a"], None] * 20 and made["id"].to_pylist()[-1] == "39"


def test_removals_are_a_column() -> None:
    foot = "<p>Copyright 2006-2023 小城茶网 版权所有</p></html>"
    table = pa.table({"html": [PAGE.replace("</html>", foot), PAGE, None], "n": [1, 2, 3]})
    stream = qingliu.clean_arrow(table, removed=True, fields=["id", "removed"], keep=["n"], errors="column")
    made = pa.table(stream)
    assert made.column_names == ["id", "removed", "removals", "n", "error"] and made.schema == pa.schema(stream)
    records = qingliu.clean_batch(table["html"].to_pylist()[:2], removed=True)
    assert made["removals"].to_pylist() == [*(record.removals for record in records), None]
    assert [len(record.removals or []) for record in records] == [1, 0]
    with pytest.raises(qingliu.UsageError, match="rename it"):
        qingliu.clean_arrow(pa.table({"html": ["早"], "removals": [1]}), removed=True, keep=["removals"])
    pl, duckdb = of("polars"), of("duckdb")
    frame = pl.DataFrame(qingliu.clean_arrow(table[:2], removed=True))
    exploded = frame.select("removals").explode("removals").drop_nulls().unnest("removals").to_dicts()
    relation = qingliu.clean_arrow(table[:2], removed=True)
    found = duckdb.connect().sql("select unnest(removals, recursive := true) from relation").fetchall()
    assert exploded == records[0].removals and relation is not None
    assert found == [tuple(exploded[0].values())]


def test_a_page_that_is_none_is_told() -> None:
    table = pa.table({"html": [PAGES[0].encode(), None, b"%PDF-1.7"], "n": [1, 2, 3]})
    made = pa.table(qingliu.clean_arrow(table, errors="column", keep=["n"]))
    assert made.column_names[-2:] == ["n", "error"]
    assert made["title"].to_pylist() == [WANTED[0], None, None] and made["id"].to_pylist() == ["0", "1", "2"]
    assert made["error"][0].as_py() is None and "null" in made["error"][1].as_py() and "PDF" in made["error"][2].as_py()
    with pytest.raises(ValueError, match='null.*errors="column"'):
        pa.table(qingliu.clean_arrow(table))


def test_a_column_of_strings_that_are_not_utf8_is_decoded_and_not_believed() -> None:
    raw = pa.array([page.encode("gbk") for page in PAGES], pa.binary())
    said = pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())
    made = pa.table(qingliu.clean_arrow(pa.table({"html": said})))
    assert made["title"].to_pylist() == WANTED and made["charset"][0].as_py() == "gb18030"


@pytest.mark.parametrize(
    ("columns", "options", "says"),
    [
        ({"content": ["早"]}, {}, "html='content'|html=\"content\""),
        ({"html": ["早"], "text": ["早"]}, {}, "html and text"),
        ({"html": ["早"]}, {"url": "link"}, "no such column"),
        ({"html": [1]}, {}, "cast it"),
        ({"html": ["早"]}, {"keep": ["n"]}, "no column"),
        ({"html": ["早"], "title": ["晚"]}, {"keep": ["title"]}, "rename it"),
        ({"html": ["早"]}, {"fields": ["titel"]}, "titel"),
        ({"html": ["早"]}, {"errors": "return"}, "column"),
    ],
)
def test_a_wrong_column_is_a_value_error_that_says_what_to_write(
    columns: dict[str, Any], options: dict[str, Any], says: str
) -> None:
    with pytest.raises(qingliu.UsageError, match=says):
        qingliu.clean_arrow(pa.table(columns), **options)


def test_what_is_no_table_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        qingliu.clean_arrow([PAGE])  # type: ignore[arg-type]
    with pytest.raises(qingliu.UsageError, match="not a column"):
        qingliu.clean_arrow(pa.chunked_array([PAGES]))


def test_polars_in_and_out() -> None:
    pl = of("polars")
    frame = pl.DataFrame({"html": PAGES, "n": range(40)})
    made = pl.DataFrame(qingliu.clean_arrow(frame, keep=["n"]))
    assert made["title"].to_list() == WANTED and made["n"].to_list() == list(range(40))
    assert titles(qingliu.clean_arrow(frame)) == WANTED


def test_duckdb_in_and_out() -> None:
    duckdb = of("duckdb")
    connection = duckdb.connect()
    pages = pa.table({"html": PAGES})
    relation = connection.sql("select html, row_number() over () as id from pages")
    assert titles(qingliu.clean_arrow(relation)) == WANTED
    records = qingliu.clean_arrow(pages)
    found = connection.sql("select title from records where body like '天还没亮%' order by cast(id as int)").fetchall()
    assert [title for (title,) in found] == WANTED
    assert pages is not None and records is not None


def test_pandas_in() -> None:
    pd = of("pandas")
    assert titles(qingliu.clean_arrow(pd.DataFrame({"html": PAGES}))) == WANTED
