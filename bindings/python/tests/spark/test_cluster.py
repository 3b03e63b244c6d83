"""A master and two workers: the outputs are those of the command, whatever happens to an executor."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

import pytest

import qingliu
from qingliu.spark import Summary, clean_files

from .conftest import CONF, clean, leftovers, manifests, records, until
from .corpus import dump, jsonl, warc

FILES, COUNT = 8, 260


@pytest.fixture(scope="module")
def inputs(scratch: pathlib.Path) -> list[pathlib.Path]:
    return dump(scratch / "dump", FILES, COUNT)


@pytest.fixture(scope="module")
def expected(scratch: pathlib.Path, inputs: list[pathlib.Path]) -> list[str]:
    clean(*inputs, "--output", scratch / "expected.jsonl", "--threads", 2)
    lines = sorted((scratch / "expected.jsonl").read_text("utf-8").splitlines())
    assert len(lines) == FILES * COUNT >= 2000
    return lines


@pytest.fixture(scope="module")
def killed(scratch: pathlib.Path, spark: Any, inputs: list[pathlib.Path]) -> tuple[pathlib.Path, Summary]:
    """The folder of outputs of a job that lost an executor, and the account of it."""
    out = scratch / "killed"
    with ThreadPoolExecutor(1) as driver:
        job = driver.submit(clean_files, spark, inputs, out, pack="none", record_timeout=0)
        child, executor = until(lambda: _at_work(out))
        attempt = pathlib.Path(os.readlink(f"/proc/{child}/cwd"))
        name = attempt.name.rsplit(".", 1)[0]
        os.kill(executor, signal.SIGKILL)
        # The process that it started goes with it, long before its file would have been clean.
        until(lambda: not os.path.exists(f"/proc/{child}"))
        assert not (out / "_manifests" / f"{name}.json").exists()
        assert attempt.exists(), "what a killed attempt has left is there until the job ends"
        summary = job.result()
    assert (out / "_manifests" / f"{name}.json").exists()
    return out, summary


def _at_work(out: pathlib.Path) -> Optional[tuple[int, int]]:
    """A process that has written records of this job, and the executor that it belongs to."""
    child = _child(out)
    try:
        return None if child is None else (child, _executor(child))
    except FileNotFoundError:
        return None


def _child(out: pathlib.Path) -> Optional[int]:
    """A process that has written records of this job."""
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if b"qingliu._child" not in (process / "cmdline").read_bytes():
                continue
            folder = pathlib.Path(os.readlink(process / "cwd"))
            if out in folder.parents and any(part.stat().st_size > 0 for part in folder.glob("part-*.part")):
                return int(process.name)
        except FileNotFoundError:
            continue
    return None


def _executor(pid: int) -> int:
    while True:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
        pid = int(stat.rpartition(")")[2].split()[1])
        if b"CoarseGrainedExecutorBackend" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid


def test_a_lost_executor_costs_no_record_and_doubles_none(
    killed: tuple[pathlib.Path, Summary], expected: list[str]
) -> None:
    out, summary = killed
    assert records(out) == expected
    ids = [json.loads(line)["id"] for line in records(out)]
    assert len(set(ids)) == len(ids) == FILES * COUNT
    assert leftovers(out) == []
    assert (summary.read, summary.written, summary.aside, summary.errors) == (FILES * COUNT, FILES * COUNT, 0, 0)
    assert (summary.files, summary.finished_before, summary.status) == (FILES, 0, 0)


def test_every_output_has_a_manifest(killed: tuple[pathlib.Path, Summary], inputs: list[pathlib.Path]) -> None:
    out, _ = killed
    found = manifests(out)
    assert sorted(found) == sorted(map(str, inputs))
    for path, manifest in found.items():
        of = os.stat(path)
        assert manifest["rules"] == qingliu.rules_hash()
        assert manifest["files"] == [{"path": path, "bytes": of.st_size, "changed": of.st_mtime_ns}]
        assert manifest["records"]["written"] == COUNT
        for file in manifest["outputs"]["--output"]:
            assert (out / file["path"]).stat().st_size == file["bytes"]


def test_what_is_finished_is_left_alone(
    killed: tuple[pathlib.Path, Summary], spark: Any, inputs: list[pathlib.Path], scratch: pathlib.Path
) -> None:
    out, _ = killed
    stood = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    # An input more is made, and the others are left alone.
    more = jsonl(scratch / "more.jsonl", 9000, 10)
    summary = clean_files(spark, [*inputs, more], out, pack="none", record_timeout=0)
    assert (summary.files, summary.finished_before, summary.read) == (FILES + 1, FILES, FILES * COUNT + 10)
    stands = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    assert {path: stands.get(path) for path in stood} == stood
    assert len(stands) == len(stood) + 2


def test_the_command_names_a_corrupt_input_and_the_rest_is_whole(tmp_path: pathlib.Path) -> None:
    # Its workers have an interpreter without the package, which comes to them as an archive.
    package = pathlib.Path(qingliu.__file__).parent
    wheel = shutil.make_archive(str(tmp_path / "qingliu"), "zip", package.parent, package.name)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PYSPARK_PYTHON"] = getattr(sys, "_base_executable", sys.executable)
    archive = {"spark.archives": f"{wheel}#wheel", "spark.executorEnv.PYTHONPATH": "wheel"}
    folder, out = tmp_path / "in", tmp_path / "out"
    good = dump(folder, 3, 40)
    cut = warc(folder / "cut.warc.gz", 500, 40)
    cut.write_bytes(cut.read_bytes()[:-200])
    nothing = folder / "nothing.jsonl.gz"
    nothing.write_bytes(b"\x1f\x8b not packed at all")
    absent = folder / "absent.warc"
    command = [sys.executable, "-m", "qingliu.spark", folder, absent, "--out", out, "--master", "local-cluster[2,1,1024]"]
    command += ["--pack=none", "--record-timeout=0", "--summary", tmp_path / "account.json"]
    command += [word for pair in {**CONF, **archive}.items() for word in ("--conf", "=".join(pair))]
    done = subprocess.run([*map(str, command)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    files = ["-o", tmp_path / "all.jsonl", "--errors", tmp_path / "errors.jsonl"]
    clean(*good, cut, nothing, *files, status=3)
    assert records(out) == sorted((tmp_path / "all.jsonl").read_text("utf-8").splitlines())
    errors = sorted(line for path in (out / "_errors").iterdir() for line in path.read_text("utf-8").splitlines())
    assert errors == sorted((tmp_path / "errors.jsonl").read_text("utf-8").splitlines())
    assert len(errors) == 2
    account = json.loads((tmp_path / "account.json").read_text("utf-8"))
    assert account["read"] == account["written"] + account["aside"] + account["errors"]
    assert account["written"] == len(records(out)) >= 3 * 40 + 39
    troubles = {trouble["inputs"][0]: trouble for trouble in account["troubles"]}
    assert sorted(troubles) == sorted(map(str, (cut, nothing, absent)))
    assert troubles[str(absent)]["errors"] is None
    assert troubles[str(cut)]["errors"] == troubles[str(nothing)]["errors"] == 1
    last = done.stderr.splitlines()[-1]
    assert f"read {account['read']} = written {account['written']} + rejected aside 0 + errors 2" in last
    for path in (cut, nothing, absent):
        assert str(path) in done.stderr
    assert leftovers(out) == []


def test_a_killed_driver_is_gone_on_with_by_the_same_command(tmp_path: pathlib.Path) -> None:
    files, count = 6, 60
    inputs, out = dump(tmp_path / "in", files, count), tmp_path / "out"
    command = [sys.executable, "-m", "qingliu.spark", *inputs, "--out", out, "--master", "local[2]", "--pack=none"]
    command += ["--record-timeout=0", *(word for pair in CONF.items() for word in ("--conf", "=".join(pair)))]
    words = [str(word) for word in command]
    driver = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: (out / "_manifests").exists() and any((out / "_manifests").iterdir()))
        child = until(lambda: _child(out))
    finally:
        driver.kill()
        driver.wait()
    # What it had started goes with it.
    until(lambda: not os.path.exists(f"/proc/{child}"))
    finished = {path: path.stat().st_ino for path in out.glob("part-*")}
    assert 0 < len(list((out / "_manifests").iterdir())) < files and (out / "_temporary").exists()
    done = subprocess.run([*words, "--summary", str(tmp_path / "account.json")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    account = json.loads((tmp_path / "account.json").read_text("utf-8"))
    assert 0 < account["finished_before"] < files and account["read"] == account["written"] == files * count
    assert {path: path.stat().st_ino for path in finished} == finished
    clean(*inputs, "--output", tmp_path / "all.jsonl", "--threads", 2)
    assert records(out) == sorted((tmp_path / "all.jsonl").read_text("utf-8").splitlines()) and leftovers(out) == []
