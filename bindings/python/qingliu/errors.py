"""What can go wrong. Everything that qingliu raises on purpose is a :class:`QingliuError`, and the built-in
exception that fits as well, so that ``except ValueError`` and ``except OSError`` go on to work.

What is wrong with a *page* is said in its record and never raised, unless there is no page at all.
"""

from __future__ import annotations

from typing import Optional, TypedDict

__all__ = [
    "FileError",
    "InputError",
    "InternalError",
    "PageError",
    "PageTimeoutError",
    "Problem",
    "QingliuError",
    "RulesError",
    "UsageError",
]


class Problem(TypedDict):
    """One mistake in a rule file. ``line`` and ``column`` count from one and are 0 where there is none to name."""

    file: str
    line: int
    column: int
    rule: Optional[str]
    message: str
    help: Optional[str]


class QingliuError(Exception):
    """What qingliu raises.

    >>> import qingliu
    >>> try:
    ...     qingliu.Cleaner(convert="t2x")
    ... except qingliu.QingliuError as error:
    ...     print(type(error).__name__, "·", str(error)[:25])
    UsageError · unknown conversion "t2x":
    """


class UsageError(QingliuError, ValueError):
    """An option or an argument has a value that it does not take; the message says which it takes."""


class RulesError(QingliuError, ValueError):
    """Rule files that do not load. The message has every mistake of every file, and so has ``problems``."""

    problems: list[Problem]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.problems = []


class FileError(QingliuError, OSError):
    """A file or folder that cannot be read; ``filename`` and ``errno`` are those of the system."""


class PageError(QingliuError):
    """A page of which there is no record: ``id`` names it, ``stage`` says where it failed, and ``kind`` why
    (``input``, ``io``, ``panic``, ``timeout``), as a line of ``qingliu clean --errors`` does.
    """

    id: str
    stage: str
    kind: str

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.id = "-"
        self.stage = "read"
        self.kind = "input"


class InputError(PageError, ValueError):
    """It is no page: a picture, a PDF, a string with half a surrogate pair.

    >>> import qingliu
    >>> try:
    ...     qingliu.clean(b"%PDF-1.7 ...", id="a.pdf")
    ... except qingliu.InputError as error:
    ...     print(error.id, error.kind)
    a.pdf input
    """


class PageTimeoutError(PageError, TimeoutError):
    """It took longer than ``record_timeout`` seconds."""


class InternalError(PageError, RuntimeError):
    """A fault of qingliu. Please report it with the page."""
