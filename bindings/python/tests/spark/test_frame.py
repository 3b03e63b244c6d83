"""Door two: the rows are the records."""

from __future__ import annotations

import json
import pathlib
import shutil
from typing import Any

import qingliu
from qingliu.spark import clean_df

from .conftest import clean
from .corpus import copies, jsonl


def _as_record(row: Any) -> dict[str, Any]:
    """A row as a line of the command has it."""
    record: dict[str, Any] = row.asDict(recursive=True)
    assert record.pop("error") is None
    return record


def test_the_rows_are_the_records_of_the_command(spark: Any, tmp_path: pathlib.Path) -> None:
    count = 2 * len({name for name, _, _ in copies(0, 160)})
    clean(jsonl(tmp_path / "in.jsonl", 0, count), "-o", tmp_path / "all.jsonl")
    expected = {}
    for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines():
        expected[json.loads(line)["id"]] = json.loads(line)
    rows = [(id, url, bytearray(content)) for id, url, content in copies(0, count)]
    table = spark.createDataFrame(rows, "name string, url string, page binary").repartition(4)
    made = clean_df(table, bytes="page", id="name", record_timeout=0)
    assert made.columns == [*qingliu.schema()["required"], "error"]
    found = {row["id"]: _as_record(row) for row in made.collect()}
    assert len(found) == count == len(expected)
    assert found == expected


def test_rules_options_and_columns_travel(spark: Any, rules: pathlib.Path) -> None:
    page = "<h1>小城的早市</h1><p>天還沒亮，賣菜的人已經把攤子支好了，豆腐坊的熱氣飄過半條街。</p><p>提灯广告位</p>"
    table = spark.createDataFrame([(page, 7), (None, 8)], "html string, crawl long")
    made = clean_df(table, html="html", keep=["crawl"], fields=["id", "body"], rules=rules, convert="none")
    shutil.rmtree(rules)
    good, bad = sorted(made.collect(), key=lambda row: row["crawl"])
    assert made.columns == ["id", "body", "crawl", "error"]
    assert good["body"] == "天還沒亮，賣菜的人已經把攤子支好了，豆腐坊的熱氣飄過半條街。" and good["error"] is None
    assert bad["body"] is None and "null" in bad["error"]
    assert good["id"] != bad["id"]


def test_removals_are_a_column(spark: Any) -> None:
    page = "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p><p>Copyright 2006-2023 小城茶网 版权所有</p>"
    table = spark.createDataFrame([("a", page), ("b", None)], "id string, html string")
    made = clean_df(table, fields=["id"], removed=True)
    rows = made.selectExpr("inline(removals)").collect()
    assert [row.asDict() for row in rows] == qingliu.clean({"id": "a", "html": page}, removed=True).removals
    assert {row["id"]: row["removals"] is None for row in made.collect()} == {"a": False, "b": True}
