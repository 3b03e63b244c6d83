"""Inputs and outputs in stores: a bucket, and what fsspec knows."""

from __future__ import annotations

import functools
import gzip
import io
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

import qingliu
from conftest import of
from qingliu.spark import clean_files as clean_files_
from qingliu.spark import feed
from qingliu.spark.feed import FeedError
from qingliu.spark.files import File, find
from qingliu.spark.output import RemoteOutput
from qingliu.spark.rulefiles import RuleFiles
from qingliu.spark.task import Outcome, Part, Work, make

from .conftest import clean, leftovers, records
from .corpus import dump, jsonl, warc

clean_files = functools.partial(clean_files_, record_timeout=0)

PAGE = "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p>"


@pytest.fixture
def bucket(s3: None) -> Iterator[Any]:
    """A bucket for the pages, and one for what is made of them."""
    import boto3

    client = boto3.client("s3")
    for name in ("crawl", "clean"):
        client.create_bucket(Bucket=name)
    yield client
    for name in ("crawl", "clean"):
        for key in keys(client, name, folders=True):
            client.delete_object(Bucket=name, Key=key)
        client.delete_bucket(Bucket=name)


def keys(client: Any, bucket: str, folders: bool = False) -> list[str]:
    """Everything that is in a bucket; what stands for a folder, only if it is asked for."""
    found = client.list_objects_v2(Bucket=bucket).get("Contents", [])
    return sorted(one["Key"] for one in found if folders or not one["Key"].endswith("/"))


def lines(client: Any, folder: str) -> list[str]:
    """All lines of the packed files of a folder of the outputs, sorted."""
    names = [key for key in keys(client, "clean") if key.rpartition("/")[0] == folder]
    read = (client.get_object(Bucket="clean", Key=key)["Body"].read() for key in names)
    texts = [gzip.decompress(packed) if key.endswith(".gz") else packed for key, packed in zip(names, read)]
    return sorted(line for text in texts for line in text.decode().splitlines())


def test_a_bucket_is_read_and_written(spark: Any, bucket: Any, tmp_path: pathlib.Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = dump(tmp_path / "in", 2, 40)
    cut = warc(tmp_path / "in" / "cut.warc.gz", 500, 40)
    cut.write_bytes(cut.read_bytes()[:-200])
    table = tmp_path / "in" / "pages.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "html": [PAGE, PAGE]}), table)
    for file in (*files, cut, table):
        bucket.upload_file(str(file), "crawl", f"2024/{file.name}")
    bucket.put_object(Bucket="crawl", Key="2024/早市.html", Body=PAGE.encode("gbk"))
    job = functools.partial(clean_files, spark, pack="gz", removed=True)
    summary = job(["s3a://crawl/2024", "s3://crawl/nix.warc", "s3://other/*.warc"], "s3://clean/out")
    # The same as of files.
    named = ["--output", tmp_path / "all.jsonl", "--removed", tmp_path / "removed.jsonl", "--errors", tmp_path / "errors.jsonl"]
    clean(*files, cut, table, *named, status=3)
    expected = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    made = lines(bucket, "out")
    page = [line for line in made if "早市.html" in line]
    assert json.loads(page[0])["id"] == "s3://crawl/2024/早市.html" and json.loads(page[0])["charset"] == "gb18030"
    assert sorted(set(made) - set(page)) == sorted(expected) and len(made) == len(expected) + 1
    assert lines(bucket, "out/_removed") == sorted((tmp_path / "removed.jsonl").read_text("utf-8").splitlines())
    error = json.loads((tmp_path / "errors.jsonl").read_text("utf-8"))
    [told] = map(json.loads, lines(bucket, "out/_errors"))
    assert told["message"] == error["message"].replace(str(cut), "s3://crawl/2024/cut.warc.gz")
    assert (summary.status, summary.written, summary.errors) == (3, len(made), 1)
    assert summary.failed == ["s3://crawl/nix.warc", "s3://other/*.warc"]
    assert not any("_temporary" in key for key in keys(bucket, "clean"))
    # What is finished is left alone, and what has changed is made anew.
    stood = {key: bucket.head_object(Bucket="clean", Key=key)["LastModified"] for key in keys(bucket, "clean")}
    bucket.put_object(Bucket="crawl", Key="2024/早市.html", Body=PAGE.replace("早市", "夜里").encode("gbk") + b" ")
    again = job("s3://crawl/2024/*", "s3://clean/out")
    assert (again.files, again.finished_before, again.read) == (5, 4, summary.read)
    stands = {key: bucket.head_object(Bucket="clean", Key=key)["LastModified"] for key in keys(bucket, "clean")}
    assert stands.keys() == stood.keys() and "小城的夜里" in "".join(lines(bucket, "out"))
    other = clean_files(spark, "s3://crawl/2024/*.parquet", "s3://clean/out", pack="gz")
    assert other.status == 2 and "--removed" in str(other)


def test_small_files_of_a_bucket_are_made_together(spark: Any, bucket: Any, tmp_path: pathlib.Path) -> None:
    for number in range(12):
        bucket.put_object(Bucket="crawl", Key=f"pages/{number % 3}/{number}.html", Body=PAGE.encode())
    summary = clean_files(spark, "s3://crawl/pages/**/*.html", tmp_path / "out", pack="none", group=1 << 10)
    assert (summary.files, summary.written, summary.status) == (12, 12, 0)
    ids = [json.loads(line)["id"] for line in records(tmp_path / "out")]
    assert sorted(ids) == sorted(f"s3://crawl/pages/{number % 3}/{number}.html" for number in range(12))
    assert 1 < len(list((tmp_path / "out").glob("part-*"))) < 12 and leftovers(tmp_path / "out") == []


def test_a_bucket_that_is_not_there_is_said_before_the_job_begins(spark: Any, bucket: Any, tmp_path: pathlib.Path) -> None:
    page = jsonl(tmp_path / "a.jsonl", 0, 1)
    with pytest.raises(qingliu.FileError, match="^s3://nowhere/out: .*NO_SUCH_BUCKET"):
        clean_files(spark, page, "s3://nowhere/out")


@pytest.fixture
def memory() -> Iterator[Any]:
    """A store in memory, as fsspec has it."""
    fs = of("fsspec").filesystem("memory")
    yield fs
    fs.rm("/", recursive=True)


def attempt(out: str, *files: File, **options: Any) -> Outcome:
    """Make a part as a worker does."""
    to = RemoteOutput(out, "run")
    with to.hold(("_manifests", "_errors")):
        work = Work(to, ".jsonl", ("--fields=id",), ("--record-timeout=0",), (), RuleFiles(), qingliu.rules_hash())
        return make(work._replace(**options), Part("part-a", files))


def test_a_store_of_fsspec_is_read_and_written(memory: Any, tmp_path: pathlib.Path) -> None:
    memory.put(str(jsonl(tmp_path / "a.jsonl", 0, 8)), "/crawl/a.jsonl")
    [file] = find("memory://crawl/a.jsonl").files
    assert [attempt("memory://out", file).state for _ in range(2)] == ["made", "kept"]
    assert memory.cat("/out/part-a.jsonl").decode().splitlines() == [f'{{"id":"{id}"}}' for id in ids(tmp_path / "a.jsonl")]
    assert memory.find("/out") == ["/out/_manifests/part-a.json", "/out/part-a.jsonl"]
    # It has no time of change, and tells versions otherwise.
    memory.put(str(tmp_path / "a.jsonl"), "/crawl/a.jsonl")
    assert find("memory://crawl/a.jsonl").files != [file]
    outcome = attempt("memory://elsewhere", file)
    assert outcome.state == "failed" and "changed during the run" in outcome.messages[0]
    assert memory.find("/elsewhere") == []


def ids(path: pathlib.Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]


def test_where_files_can_be_moved_they_are_written_under_another_name(tmp_path: pathlib.Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", 0, 8)
    [file] = find(f"local://{path}").files
    (tmp_path / "out").mkdir()
    # What a run has left that was killed before it had written its manifest.
    (tmp_path / "out" / "part-a.jsonl").write_text("half a lin")
    assert attempt(f"local://{tmp_path}/out", file).state == "made"
    assert records(tmp_path / "out") == [f'{{"id":"{id}"}}' for id in ids(path)]
    assert leftovers(tmp_path / "out") == []


class Breaking:
    """A source that ends with an error, so many times."""

    def __init__(self, path: pathlib.Path, times: int, error: Exception) -> None:
        self.path, self.times, self.error, self.opened = path, times, error, 0

    def open(self, _: File) -> Any:
        self.opened += 1
        self.left = self.path.read_bytes()
        self.fails = self.opened <= self.times
        return self

    def read(self, most: int) -> bytes:
        if self.fails and len(self.left) < 2000:
            raise self.error
        part, self.left = self.left[:1000], self.left[1000:]
        return part

    def close(self) -> None:
        pass


@pytest.mark.parametrize("error", [ConnectionError("reset by peer"), BrokenPipeError(32, "reset by peer")])
@pytest.mark.parametrize(("times", "state"), [(1, "made"), (2, "failed")])
def test_a_file_that_breaks_off_is_read_once_more_and_is_never_half_a_file(
    memory: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, times: int, state: str, error: Exception
) -> None:
    path = jsonl(tmp_path / "a.jsonl", 0, 60)
    memory.put(str(path), "/crawl/a.jsonl")
    [file] = find("memory://crawl/a.jsonl").files
    breaking = Breaking(path, times, error)
    monkeypatch.setattr(feed, "_open", breaking.open)
    outcome = attempt("memory://out", file)
    assert (outcome.state, breaking.opened) == (state, 2)
    if state == "made":
        assert outcome.records["written"] == 60
    else:
        assert outcome.messages == ("memory://crawl/a.jsonl: reset by peer",)
        assert memory.find("/out") == []


def test_no_more_is_read_than_the_part_that_is_written_and_the_next(
    memory: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe("/crawl/a.txt", b"a" * 100_000)
    [file] = find("memory://crawl/a.txt").files
    monkeypatch.setattr(feed, "CHUNK", 1000)
    counts = {"read": 0, "written": 0, "most": 0}

    class Source:
        def read(self, most: int) -> bytes:
            part = b"a" * min(most, 100_000 - counts["read"])
            counts["read"] += len(part)
            counts["most"] = max(counts["most"], counts["read"] - counts["written"])
            return part

    class Slow:
        def write(self, part: bytes) -> int:
            # A pipe takes what there is room for.
            counts["written"] += min(len(part), 300)
            return min(len(part), 300)

    feed._copy(file, Source(), b"", Slow())
    assert counts["written"] == 100_000 and counts["most"] <= 2000


def test_a_process_that_never_opens_its_file_holds_nobody_up(
    memory: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe("/crawl/a.txt", PAGE.encode())
    [file] = find("memory://crawl/a.txt").files
    outcome = attempt("memory://out", file, options=("--convert=nix",))
    assert outcome.state == "failed" and "nix" in outcome.messages[0]


def test_a_name_that_leads_out_of_the_folder_of_an_attempt_is_refused(
    memory: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_open", lambda _: io.BytesIO(b"PK\x03\x04"))
    folder = tmp_path / "attempt"
    folder.mkdir()
    # A key of a bucket may be anything.
    file = File("memory://crawl/../../../up.zip", 4, 0)
    for files in ([file], [file, file]):
        with pytest.raises(FeedError, match="leads elsewhere"), feed.bring(files, folder):
            pass
    assert list(tmp_path.iterdir()) == [folder]


def test_outputs_that_a_store_refuses_are_an_input_that_failed(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/crawl/a.txt", PAGE.encode())
    [file] = find("memory://crawl/a.txt").files

    def refused(*_: Any) -> None:
        raise RuntimeError("SlowDown")

    monkeypatch.setattr(RemoteOutput, "put", refused)
    outcome = attempt("memory://out", file)
    assert (outcome.state, outcome.messages) == ("failed", ("memory://out: SlowDown",))


def test_a_run_that_has_ended_puts_nothing_in_place(memory: Any) -> None:
    memory.pipe("/crawl/a.txt", PAGE.encode())
    [file] = find("memory://crawl/a.txt").files
    to = RemoteOutput("memory://out", "run")
    work = Work(to, ".jsonl", (), (), (), RuleFiles(), qingliu.rules_hash())
    with pytest.raises(qingliu.QingliuError, match="has ended"):
        make(work, Part("part-a", (file,)))
    assert memory.find("/out") == []


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("crawl", ["a.html", "b/c.warc.gz", "b/d/e.jsonl"]),
        ("crawl/*.html", ["a.html"]),
        ("crawl/?.*", ["a.html", "f.bin"]),
        ("crawl/**/*.jsonl", ["b/d/e.jsonl"]),
        ("crawl/[b]/*", ["b/c.warc.gz", "b/d/e.jsonl"]),
        ("crawl/*/c.warc.gz", ["b/c.warc.gz"]),
        ("crawl/b/", ["b/c.warc.gz", "b/d/e.jsonl"]),
        ("crawl/f.bin", ["f.bin"]),
    ],
)
def test_folders_and_patterns_are_what_they_are_on_the_command_line(
    memory: Any, tmp_path: pathlib.Path, pattern: str, found: list[str]
) -> None:
    for name in ("a.html", "b/c.warc.gz", "b/d/e.jsonl", ".hidden.html", ".h/g.html", "f.bin"):
        memory.pipe(f"/crawl/{name}", b"x")
        (tmp_path / "crawl" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "crawl" / name).write_bytes(b"x")
    assert sorted(file.path for file in find(f"memory://{pattern}").files) == [f"memory://crawl/{name}" for name in found]
    assert sorted(file.path for file in find(f"{tmp_path}/{pattern}").files) == [f"{tmp_path}/crawl/{name}" for name in found]
