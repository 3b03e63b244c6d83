"""The types of what is handed in and out, for annotations.

>>> from qingliu.types import Options
>>> options: Options = {"convert": "none", "markdown": True}
>>> import qingliu
>>> qingliu.Cleaner(**options)
Cleaner(convert='none', markdown=True)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike
from typing import Any, Literal, Optional, Protocol, TypedDict, Union

__all__ = ["ArrowSource", "Edit", "Folder", "From", "Options", "Page", "Post", "Removal"]

#: A folder of rules.
Folder = Union[str, "PathLike[str]"]

#: A page: as bytes, as a string, or as a line of JSONL has it.
Page = Union[bytes, bytearray, memoryview, str, Mapping[str, Any]]

#: What a page is taken for.
From = Literal["auto", "html", "text"]


class Options(TypedDict, total=False):
    """What a :class:`qingliu.Cleaner` takes."""

    rules: Optional[Union[Folder, Sequence[Folder]]]
    rules_only: Optional[Folder]
    convert: str
    punctuation: Literal["keep", "restore"]
    reference_date: Optional[Union[date, str]]
    threads_as: Literal["text", "posts"]
    markdown: bool
    require_chinese: bool
    removed: bool


class Post(TypedDict):
    """A post of a thread."""

    author: Optional[str]
    date: Optional[str]
    text: str


#: What was taken, by which rule, and where, as a line of ``--removed`` has it. ``line`` is that of the page, from one, and
#: 0 for a text of its head; ``pass`` is what ran the rule, ``hit`` what it found, ``text`` what it took.
Removal = TypedDict(
    "Removal", {"id": str, "line": int, "rule": str, "pass": str, "hit": str, "text": str}
)


class Edit(TypedDict):
    """What repair rewrote; ``start`` counts characters of the input."""

    plan: str
    start: int
    was: str
    now: str


class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...


class _Array(Protocol):
    def __arrow_c_array__(self, requested_schema: Optional[object] = None) -> tuple[object, object]: ...


#: A table, a batch, or a reader of batches, of whatever library.
ArrowSource = Union[_Stream, _Array]
