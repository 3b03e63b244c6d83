from collections.abc import Iterable, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Optional, Union, final, overload

from .errors import PageError
from .types import ArrowSource, Edit, Folder, From, Page, Post, Removal

__all__ = [
    "ArrowStream",
    "Cleaner",
    "Record",
    "Repaired",
    "__version__",
    "clean_options",
    "holds_pages",
    "input_files",
    "main",
    "record_schema",
    "repair",
    "size",
]

__version__: str

@final
class Record:
    @property
    def id(self) -> str: ...
    @property
    def url(self) -> Optional[str]: ...
    @property
    def title(self) -> Optional[str]: ...
    @property
    def date(self) -> Optional[str]: ...
    @property
    def heat(self) -> Optional[int]: ...
    @property
    def body(self) -> str: ...
    @property
    def source(self) -> Optional[str]: ...
    @property
    def author(self) -> Optional[str]: ...
    @property
    def charset(self) -> str: ...
    @property
    def script(self) -> Literal["simplified", "traditional", "mixed", "none"]: ...
    @property
    def verdict(self) -> Literal["keep", "reject"]: ...
    @property
    def flags(self) -> tuple[str, ...]: ...
    @property
    def removed(self) -> dict[str, int]: ...
    @property
    def removals(self) -> Optional[list[Removal]]: ...
    @property
    def posts(self) -> Optional[list[Post]]: ...
    def to_dict(self, *, removals: bool = False) -> dict[str, Any]: ...
    def to_json(self) -> str: ...
    @classmethod
    def from_json(cls, line: str, removals: Optional[str] = None) -> Record: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]
    def __reduce__(self) -> tuple[Any, tuple[str, Optional[str]]]: ...

@final
class Repaired:
    @property
    def text(self) -> str: ...
    @property
    def edits(self) -> list[Edit]: ...
    @property
    def unsure(self) -> list[tuple[int, int]]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class ArrowStream:
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

@final
class Cleaner:
    def __new__(
        cls,
        *,
        rules: Optional[Union[Folder, Sequence[Folder]]] = None,
        rules_only: Optional[Folder] = None,
        convert: str = "t2s",
        punctuation: Literal["keep", "restore"] = "keep",
        reference_date: Optional[Union[date, str]] = None,
        threads_as: Literal["text", "posts"] = "text",
        markdown: bool = False,
        require_chinese: bool = False,
        removed: bool = False,
    ) -> Cleaner: ...
    @property
    def rules_hash(self) -> str: ...
    def clean(
        self,
        page: Page,
        *,
        url: Optional[str] = None,
        charset: Optional[str] = None,
        id: Optional[str] = None,
        from_: From = "auto",
    ) -> Record: ...
    @overload
    def clean_batch(
        self,
        pages: Iterable[Page],
        *,
        threads: Optional[int] = None,
        from_: From = "auto",
        errors: Literal["raise"] = "raise",
        record_timeout: float = 10.0,
    ) -> list[Record]: ...
    @overload
    def clean_batch(
        self,
        pages: Iterable[Page],
        *,
        threads: Optional[int] = None,
        from_: From = "auto",
        errors: Literal["return"],
        record_timeout: float = 10.0,
    ) -> list[Union[Record, PageError]]: ...
    def clean_arrow(
        self,
        table: ArrowSource,
        *,
        html: Optional[str] = None,
        text: Optional[str] = None,
        bytes: Optional[str] = None,
        url: Optional[str] = None,
        id: Optional[str] = None,
        charset: Optional[str] = None,
        keep: Optional[Sequence[str]] = None,
        fields: Optional[Sequence[str]] = None,
        errors: Literal["raise", "column"] = "raise",
        threads: Optional[int] = None,
        record_timeout: float = 10.0,
    ) -> ArrowStream: ...
    def explain(
        self,
        page: Page,
        *,
        url: Optional[str] = None,
        charset: Optional[str] = None,
        id: Optional[str] = None,
        from_: From = "auto",
    ) -> str: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]: ...

def clean_options() -> list[tuple[str, Optional[str], str]]: ...
def holds_pages(name: Union[str, "PathLike[str]"]) -> bool: ...
def input_files(names: Sequence[str]) -> list[Path]: ...
def main(command_line: Sequence[str]) -> int: ...
def record_schema() -> str: ...
def repair(
    text: Union[str, bytes], *, charset: Optional[str] = None, punctuation: Literal["keep", "restore"] = "keep"
) -> Repaired: ...
def size(text: str) -> int: ...
