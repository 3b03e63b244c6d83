"""Folders of rules that travel with a job, as the contents of their files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple, Optional, Sequence, Union

from ..errors import FileError

Folder = Union[str, "os.PathLike[str]"]


class RuleFiles(NamedTuple):
    """Folders, each as pairs of a path below it and what is there. It can be hashed, pickled and compared."""

    added: tuple[tuple[tuple[str, bytes], ...], ...] = ()
    only: Optional[tuple[tuple[str, bytes], ...]] = None

    @classmethod
    def read(cls, rules: Union[None, Folder, Sequence[Folder]], rules_only: Optional[Folder]) -> RuleFiles:
        """Read the folders that the options ``rules`` and ``rules_only`` name."""
        folders = [rules] if isinstance(rules, (str, os.PathLike)) else list(rules or ())
        return cls(tuple(map(_read, folders)), None if rules_only is None else _read(rules_only))

    def write(self, below: Path) -> dict[str, Any]:
        """Lay the folders out below another, and give the options that name them there."""
        options: dict[str, Any] = {}
        if self.added:
            folders = [below / f"rules-{place}" for place in range(len(self.added))]
            for folder, files in zip(folders, self.added):
                _write(folder, files)
            options["rules"] = [str(folder) for folder in folders]
        if self.only is not None:
            _write(below / "rules-only", self.only)
            options["rules_only"] = str(below / "rules-only")
        return options


def _read(folder: Folder) -> tuple[tuple[str, bytes], ...]:
    root = Path(folder)
    try:
        if not root.is_dir():
            raise NotADirectoryError(20, "no folder of rules", str(root))
        files = sorted(path for path in root.rglob("*") if path.is_file())
        return tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in files)
    except OSError as error:
        raise FileError(error.errno, error.strerror, str(error.filename)) from error


def _write(folder: Path, files: tuple[tuple[str, bytes], ...]) -> None:
    folder.mkdir(parents=True)
    for below, content in files:
        path = folder / below
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
