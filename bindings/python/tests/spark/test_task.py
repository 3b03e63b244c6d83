"""What a worker does, without a cluster."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import qingliu
from qingliu import _child
from qingliu.spark.files import File
from qingliu.spark.output import LocalOutput
from qingliu.spark.rulefiles import RuleFiles
from qingliu.spark.task import Part, Work, make

from .conftest import clean, leftovers, records
from .corpus import jsonl


@pytest.fixture
def work(tmp_path: pathlib.Path) -> Work:
    out = tmp_path / "out"
    for folder in ("_manifests", "_errors", "_temporary/run"):
        (out / folder).mkdir(parents=True)
    return Work(
        out=LocalOutput(str(out), "run"),
        ending=".jsonl",
        options=("--fields=id,body",),
        pace=("--threads=1",),
        asides=(),
        rules=RuleFiles(),
        rules_hash=qingliu.rules_hash(),
    )


def test_attempts_at_the_same_time_make_a_part_once(work: Work, tmp_path: pathlib.Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", 0, 30)
    part = Part("part-a", (File.at(str(path)),))
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: make(work, part), range(4)))
    assert sorted(outcome.state for outcome in outcomes) == ["kept", "kept", "kept", "made"]
    assert {outcome.records["written"] for outcome in outcomes} == {30}
    clean(path, "--fields=id,body", "-o", tmp_path / "all.jsonl")
    assert records(tmp_path / "out") == sorted((tmp_path / "all.jsonl").read_text("utf-8").splitlines())
    left = {path.suffix for path in leftovers(tmp_path / "out") if path.is_file()}
    assert left == {".lock"}


def test_an_attempt_of_a_run_that_has_ended_does_not_begin(work: Work, tmp_path: pathlib.Path) -> None:
    os.rmdir(tmp_path / "out" / "_temporary" / "run")
    part = Part("part-a", (File.at(str(jsonl(tmp_path / "a.jsonl", 0, 3))),))
    with pytest.raises(FileNotFoundError):
        make(work, part)
    assert records(tmp_path / "out") == []


def test_a_worker_of_another_version_makes_nothing(work: Work, tmp_path: pathlib.Path) -> None:
    part = Part("part-a", (File.at(str(jsonl(tmp_path / "a.jsonl", 0, 3))),))
    with pytest.raises(qingliu.QingliuError, match=f"this worker has qingliu {qingliu.__version__}, and the driver 0.0.9"):
        make(work._replace(version="0.0.9"), part)
    assert records(tmp_path / "out") == []


def test_a_file_that_was_changed_during_the_run_is_not_made(work: Work, tmp_path: pathlib.Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", 0, 3)
    part = Part("part-a", (File.at(str(path)),))
    jsonl(path, 0, 4)
    outcome = make(work, part)
    assert outcome.state == "failed" and "changed during the run" in outcome.messages[0]


def test_a_process_that_is_killed_twice_is_an_input_that_failed(
    work: Work, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An interpreter on which the core crashes.
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nkill -9 $$\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    outcome = make(work, Part("part-a", (File.at(str(jsonl(tmp_path / "a.jsonl", 0, 3))),)))
    assert outcome.state == "failed" and "SIGKILL" in outcome.messages[0]


def test_the_process_ends_when_its_parent_is_gone(tmp_path: pathlib.Path) -> None:
    # A pipe that nobody writes holds it up for good.
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "qingliu._child", "clean", "--from=text", str(tmp_path / "pipe")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == _child.ORPHAN
    finally:
        process.kill()
        process.wait()
