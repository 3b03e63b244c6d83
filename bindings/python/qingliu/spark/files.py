"""The files that inputs stand for, wherever they lie."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple, Union

from .._core import input_files
from ..errors import UsageError
from . import remote

Pathlike = Union[str, "os.PathLike[str]"]


class File(NamedTuple):
    """An input as it was looked at."""

    #: Its path or, of one that is elsewhere, its address.
    path: str
    bytes: int
    #: Nanoseconds since 1970.
    changed: int
    #: What else its store says of its version, where that has no time.
    tag: str = ""

    @classmethod
    def at(cls, path: str) -> File:
        """Look at it."""
        if remote.parse(path) is not None:
            return cls(*remote.look(path))
        found = os.stat(path)
        return cls(path, found.st_size, found.st_mtime_ns)

    def to_dict(self) -> dict[str, Any]:
        """What a manifest says of it."""
        said = self._asdict()
        return said if self.tag else {key: value for key, value in said.items() if key != "tag"}


class Inputs(NamedTuple):
    """What inputs stand for."""

    files: list[File]
    #: Those of which there is nothing to be had, and why.
    absent: list[tuple[str, str]]
    #: Folders that are walked.
    folders: list[str]


def whole_name(path: Pathlike) -> str:
    """A path, whole, as workers have other working folders; or an address."""
    text = os.fspath(path)
    address = remote.parse(text)
    if address is not None:
        return address.rstrip("/")
    scheme, is_address, rest = text.partition("://")
    if is_address and scheme.lower() == "file":
        text = "/" + rest.lstrip("/")
    return os.path.abspath(text)


def find(inputs: Union[Pathlike, Sequence[Pathlike]]) -> Inputs:
    """The files that inputs stand for, each once."""
    named = [inputs] if isinstance(inputs, (str, os.PathLike)) else inputs
    names = list(dict.fromkeys(map(whole_name, named)))
    if not names:
        raise UsageError("no inputs")
    files: dict[str, File] = {}
    absent: dict[str, str] = {}
    folders: list[str] = []
    for one in names:
        if remote.parse(one) is not None:
            try:
                found, walked = remote.files(one)
            except UsageError:
                raise
            except Exception as error:
                # Not every store of fsspec says what is wrong with an OSError.
                absent[one] = why(error)
                continue
            files.update((file.address, File(*file)) for file in found)
            folders += walked
            continue
        folders += [one] if os.path.isdir(one) else []
        for path in map(str, input_files([one])):
            try:
                files[path] = File.at(path)
            except OSError as error:
                absent[path] = why(error)
    return Inputs(list(files.values()), list(absent.items()), folders)


def why(error: BaseException) -> str:
    """What an error says, in one line."""
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())
