"""The records are those of the command line, byte for byte."""

from __future__ import annotations

import base64
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
from typing import Any

import pytest

import qingliu
from conftest import FIXTURES, ROOT

CASES = sorted(path for path in FIXTURES.glob("*/*/page.*") if path.is_file())


def tool() -> str:
    """The command line: of this build, or what QINGLIU names."""
    named = os.environ.get("QINGLIU")
    built = [str(ROOT / "target" / profile / "qingliu") for profile in ("debug", "release")]
    for path in [named, *built]:
        if path and shutil.which(path):
            return path
    missing = "no qingliu to compare with: run cargo build, or set QINGLIU to the path of one"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def options(case: pathlib.Path) -> dict[str, Any]:
    """An `options.toml`, which holds nothing but `key = value` lines."""
    path = case.parent / "options.toml"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): json.loads(value.split(" #")[0]) for key, value in pairs}


@functools.lru_cache(maxsize=None)
def cleaner(**said: Any) -> qingliu.Cleaner:
    return qingliu.Cleaner(**said)


@functools.lru_cache(maxsize=None)
def cleaned(case: pathlib.Path) -> qingliu.Record:
    said = options(case)
    about = {key: said.pop(key) for key in ("url", "charset") if key in said}
    from_ = said.pop("from", {".txt": "text", ".html": "html"}.get(case.suffix, "auto"))
    mine = cleaner(removed=True, **{key.replace("-", "_"): value for key, value in said.items()})
    name = str(case.relative_to(ROOT))
    if case.suffix == ".jsonl":
        row: dict[str, Any] = json.loads(case.read_text(encoding="utf-8"))
        if "bytes" in row:
            row["bytes"] = base64.b64decode(row["bytes"])
        return mine.clean({"id": f"{name}:1", **row}, **about)
    return mine.clean(case.read_bytes(), id=name, from_=from_, **about)


@functools.lru_cache(maxsize=None)
def lines() -> tuple[dict[pathlib.Path, str], str]:
    """What the command line makes of all cases, and what it removed; those that say the same of their pages go together."""
    said: dict[str, list[pathlib.Path]] = {}
    for case in CASES:
        flags = [f"--{key}" if value is True else f"--{key}={value}" for key, value in options(case).items()]
        said.setdefault("\n".join(flags), []).append(case)
    made: dict[pathlib.Path, str] = {}
    removed = ""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "removed.jsonl")
        for flags, cases in said.items():
            command = [tool(), "clean", "--quiet", "--removed", str(file), *flags.split()]
            command += [str(case.relative_to(ROOT)) for case in cases]
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
            made.update(zip(cases, ran.stdout.decode("utf-8").split("\n")))
            removed += file.read_text(encoding="utf-8")
    return made, removed


def test_there_are_fixtures() -> None:
    assert len(CASES) > 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.parent.relative_to(FIXTURES)))
def test_a_record_is_the_line_of_the_command_line(case: pathlib.Path) -> None:
    assert cleaned(case).to_json() == lines()[0][case]


def test_removals_are_the_lines_of_the_command_line() -> None:
    removals = [removal for case in CASES for removal in cleaned(case).removals or []]
    mine = [json.dumps(removal, ensure_ascii=False, separators=(",", ":")) for removal in removals]
    assert sorted(mine) == sorted(lines()[1].splitlines()) and len(mine) > 300


def test_the_version_the_rules_and_the_schema_are_those_of_the_command_line() -> None:
    said = subprocess.run([tool(), "--version"], capture_output=True, check=True, text=True).stdout
    assert said == f"qingliu {qingliu.__version__} (rules {qingliu.rules_hash()})\n"
    said = subprocess.run([tool(), "schema", "record"], capture_output=True, check=True, text=True).stdout
    assert json.loads(said) == qingliu.schema()


def test_explain_is_what_the_command_line_prints() -> None:
    for path in sorted((FIXTURES / "spam").glob("*/page.html"))[:3]:
        name = str(path.relative_to(ROOT))
        said = subprocess.run([tool(), "explain", name], cwd=ROOT, capture_output=True, check=True)
        assert qingliu.explain(path.read_bytes(), id=name, from_="html") == said.stdout.decode("utf-8")


def test_a_dictionary_has_the_keys_and_values_of_the_line() -> None:
    for case in CASES:
        record = cleaned(case)
        assert record.to_dict(removals=True) == {**record.to_dict(), "removals": record.removals}
        assert json.dumps(record.to_dict(), ensure_ascii=False, separators=(",", ":")) == record.to_json()
        for key, value in record.to_dict().items():
            attribute = getattr(record, key)
            assert (list(attribute) if isinstance(attribute, tuple) else attribute) == value
