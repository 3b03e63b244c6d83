"""Door one, by the function."""

from __future__ import annotations

import functools
import json
import pathlib
import shutil
from typing import Any

import pytest

import qingliu
from qingliu import spark as qspark
from qingliu.spark import job

from .conftest import clean, leftovers, manifests, records
from .corpus import dump, jsonl

# A build without optimisation on a busy machine takes its time.
clean_files = functools.partial(qspark.clean_files, record_timeout=0)


class Departing:
    """A session; when the job has begun, a folder is gone."""

    def __init__(self, spark: Any, folder: pathlib.Path) -> None:
        self.spark, self.folder = spark, folder

    @property
    def sparkContext(self) -> Any:
        shutil.rmtree(self.folder)
        return self.spark.sparkContext


def test_rules_travel_with_the_job(spark: Any, rules: pathlib.Path, tmp_path: pathlib.Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p><p>提灯广告位</p>", encoding="utf-8"
    )
    rules_hash = qingliu.Cleaner(rules=rules).rules_hash
    clean(page, "--rules", rules, "-o", tmp_path / "all.jsonl", "--removed", tmp_path / "removed.jsonl")
    out = tmp_path / "out"
    departing: Any = Departing(spark, rules)
    summary = clean_files(departing, page, out, pack="none", rules=rules, removed=True)
    assert not rules.exists()
    assert summary.rules_hash == manifests(out)[str(page)]["rules"] == rules_hash != qingliu.rules_hash()
    assert records(out) == (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert "提灯广告位" not in records(out)[0]
    removed = [path.read_text("utf-8") for path in (out / "_removed").iterdir()]
    assert removed == [(tmp_path / "removed.jsonl").read_text("utf-8")] and "ads/lantern" in removed[0]
    assert leftovers(out) == []


def test_other_options_are_refused_and_a_changed_input_is_made_anew(
    spark: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = jsonl(tmp_path / "1.jsonl", 0, 5), jsonl(tmp_path / "2.jsonl", 5, 5)
    out = tmp_path / "out"
    # Workers have other working folders, so that relative paths are made whole before they travel.
    monkeypatch.chdir(tmp_path)
    first = clean_files(spark, ["1.jsonl", "file://" + str(two)], "out", pack="none", fields="id,body", shard_size=2)
    assert (first.status, first.read, first.finished_before) == (0, 10, 0)
    assert len(list(out.glob("part-*.jsonl"))) == 6
    before = records(out)
    other = clean_files(spark, [one, two], out, pack="none", fields="id", shard_size=2)
    assert other.status == 2 and len(other.refused) == 2 and "--fields" in str(other)
    assert records(out) == before
    # Two pages less, and one file less.
    jsonl(one, 0, 3)
    again = clean_files(spark, [one, two], out, pack="none", fields="id,body", shard_size=2)
    assert (again.status, again.read, again.finished_before) == (0, 8, 1)
    assert len(list(out.glob("part-*.jsonl"))) == 5
    assert set(records(out)) < set(before) and len(records(out)) == 8


def test_many_small_files_are_made_together(spark: Any, tmp_path: pathlib.Path) -> None:
    group = 2 * max(path.stat().st_size for path in dump(tmp_path / "in", 6, 4)) + 1
    clean(tmp_path / "in", "-o", tmp_path / "all.jsonl")
    out = tmp_path / "out"
    summary = clean_files(spark, tmp_path / "in", out, pack="none", group=group)
    found = manifests(out)
    assert 1 < len(found) < 6 and sum(len(manifest["files"]) for manifest in found.values()) == summary.files == 6
    assert records(out) == sorted((tmp_path / "all.jsonl").read_text("utf-8").splitlines())
    assert clean_files(spark, tmp_path / "in", out, pack="none", group=group).finished_before == 6
    # In other groups its pages would be there twice.
    with pytest.raises(qingliu.UsageError, match="was made of it and others"):
        clean_files(spark, tmp_path / "in", out, pack="none")


def test_the_outputs_are_a_table_of_spark(spark: Any, tmp_path: pathlib.Path) -> None:
    dump(tmp_path / "in", 2, 6)
    broken = tmp_path / "in" / "broken.jsonl"
    broken.write_text('{"id": "a", "text": "早市"}\nnonsense\n', encoding="utf-8")
    summary = clean_files(spark, tmp_path / "in", tmp_path / "out", pack="gz", stats=True, rejects=True)
    assert (summary.errors, summary.status) == (1, 3)
    assert summary.troubles[0].inputs == (str(broken),)
    assert spark.read.json(str(tmp_path / "out")).count() == summary.written
    stats = [json.loads(path.read_bytes()) for path in (tmp_path / "out" / "_stats").iterdir()]
    assert sum(one["read"] for one in stats) == summary.read == 14


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dedup": "exact"}, "every file is cleaned by itself"),
        ({"output": "x"}, "name the folder of the outputs"),
        ({"colour": "red"}, "has no such option"),
        ({"markdown": "yes"}, "has no value 'yes'"),
        ({"fields": True}, "it needs a value"),
        ({"pack": "rar"}, "none of zst, gz, none"),
    ],
)
def test_what_a_job_does_not_take_is_said_before_it_begins(
    spark: Any, tmp_path: pathlib.Path, options: dict[str, Any], message: str
) -> None:
    page = jsonl(tmp_path / "a.jsonl", 0, 1)
    with pytest.raises(qingliu.UsageError, match=message):
        clean_files(spark, page, tmp_path / "out", **options)
    with pytest.raises(qingliu.UsageError, match="pyarrow knows no nix://, and fsspec says: Protocol not known"):
        clean_files(spark, "nix://bucket/a.warc.gz", tmp_path / "out")
    with pytest.raises(qingliu.UsageError, match="holds no credentials"):
        clean_files(spark, "s3://key:secret@bucket/a.warc.gz", tmp_path / "out")
    with pytest.raises(qingliu.UsageError, match="be read by the next job"):
        clean_files(spark, tmp_path, tmp_path / "out")
    with pytest.raises(qingliu.UsageError, match="no inputs"):
        clean_files(spark, [], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_job_that_spark_gives_up_says_why(spark: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(*_: Any) -> None:
        raise ModuleNotFoundError("No module named 'qingliu'")

    monkeypatch.setattr(job, "make", make)
    with pytest.raises(qingliu.QingliuError, match="given the job up: ModuleNotFoundError: No module named 'qingliu'$"):
        clean_files(spark, jsonl(tmp_path / "a.jsonl", 0, 1), tmp_path / "out")
    assert leftovers(tmp_path / "out") == []


def test_an_option_that_the_command_refuses_is_told_of_each_input(spark: Any, tmp_path: pathlib.Path) -> None:
    summary = clean_files(spark, jsonl(tmp_path / "a.jsonl", 0, 1), tmp_path / "out", from_="arc")
    assert summary.status == 3 and summary.failed == [str(tmp_path / "a.jsonl")]
    assert "arc" in str(summary)
    assert leftovers(tmp_path / "out") == []
