"""What the tests share."""

from __future__ import annotations

import importlib
import os
import pathlib
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures"

PAGE = "<html><h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p></html>"


def of(name: str) -> Any:
    """A package that a test needs. Without it the test is skipped, but not in CI, which installs them all."""
    if os.environ.get("CI"):
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"{name} is not installed: scripts/python-tests installs it")


@pytest.fixture
def page() -> str:
    return PAGE


@pytest.fixture
def rules(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with a rule that takes a line the built-in ones leave."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "ads.toml").write_text(
        '[lantern]\nwhy = "A lantern."\npass = "ads"\nscope = "line"\nany = ["提灯广告位"]\n'
        'hit = ["提灯广告位在此"]\nmiss = ["他提灯走过广告位"]\n',
        encoding="utf-8",
    )
    return folder
