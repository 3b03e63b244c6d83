"""Every example of the documentation runs, and the types are those of the code."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pathlib
import re
import subprocess
import sys
import types
from typing import Any, Iterator

import pytest

import qingliu
from conftest import ROOT, of

CONFIG = pathlib.Path(__file__).parents[1] / "pyproject.toml"

MODULES: dict[str, Any] = {"qingliu": None, "qingliu.errors": None, "qingliu.types": None, "qingliu.datatrove": "datatrove", "qingliu.datasets": None, "qingliu.pandas": "pandas"}


def docs(module: types.ModuleType) -> Iterator[tuple[str, str]]:
    """The docstrings of what a module has; doctest's own search passes over what is not written in Python."""
    yield module.__name__, module.__doc__ or ""
    for name in getattr(module, "__all__", dir(module)):
        thing = getattr(module, name)
        if inspect.isclass(thing) or callable(thing):
            yield f"{module.__name__}.{name}", inspect.getdoc(thing) or ""
        if inspect.isclass(thing) and thing.__module__.startswith("qingliu"):
            for inner, member in vars(thing).items():
                if not inner.startswith("_"):
                    yield f"{module.__name__}.{name}.{inner}", inspect.getdoc(member) or ""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    if MODULES[name]:
        of(MODULES[name])
    if name == "qingliu":
        of("pyarrow")
    module = importlib.import_module(name)
    parser, runner, examples = doctest.DocTestParser(), doctest.DocTestRunner(), 0
    for place, text in docs(module):
        test = parser.get_doctest(text, dict(vars(module)), place, None, 0)
        examples += len(test.examples)
        runner.run(test)
    assert runner.summarize().failed == 0
    assert examples > 0


def test_everything_public_has_a_docstring() -> None:
    without = [name for name, text in docs(qingliu) if not text and name != "qingliu.__version__"]
    assert without == []


def test_the_examples_of_the_manual_run(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of("pyarrow")
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    sessions = re.findall(r"```pycon\n(.*?)```", text, re.DOTALL)
    assert len(sessions) >= 3
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    runner = doctest.DocTestRunner()
    for number, session in enumerate(sessions):
        test = doctest.DocTestParser().get_doctest(session, names, f"docs/python.md:{number}", None, 0)
        runner.run(test, clear_globs=False)
        names = test.globs
    assert runner.summarize().failed == 0


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stub_says_what_the_module_has() -> None:
    of("mypy")
    run("mypy.stubtest", "qingliu._core", "--mypy-config-file", str(CONFIG))


def test_types_are_checked(tmp_path: pathlib.Path) -> None:
    of("mypy")
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(
        "import qingliu\n"
        "record: qingliu.Record = qingliu.clean(b'a', url='u', convert='none', markdown=True)\n"
        "titles: list[str] = [r.title or '' for r in qingliu.clean_batch(['a', {'html': 'b'}], threads=1)]\n"
        "for done in qingliu.Cleaner().clean_batch([], errors='return'):\n"
        "    print(done.kind if isinstance(done, qingliu.PageError) else done.body)\n"
        "counts: dict[str, int] = record.removed\n"
    )
    wrong.write_text("import qingliu\nqingliu.clean(b'a', converts='none')\nqingliu.clean('a').title.upper()\n")
    run("mypy", "--strict", str(right))
    with pytest.raises(AssertionError, match="converts(.|\n)*None"):
        run("mypy", "--strict", str(wrong))
    run("mypy", "--strict", "-p", "qingliu", "--config-file", str(CONFIG))
