"""The options of ``qingliu clean``, as a job takes and passes them on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Optional

from .._core import clean_options
from ..errors import UsageError

_EVERY_FILE = "every file is cleaned by itself, and copies in other files would stay; drop duplicates afterwards"

#: Options that a job does not take, and why.
_NOT_HERE = {
    "output": "name the folder of the outputs: out, or --out",
    "resume": "a job always goes on where it was stopped",
    "quiet": "a job says nothing while it runs",
    "log": "a job says nothing while it runs",
    "errors": "errors are always written, to _errors in the output folder",
    "url": "it is for one page only",
    "charset": "it is for one page only",
    "dedup": _EVERY_FILE,
    "dedup-memory": _EVERY_FILE,
    "duplicates": _EVERY_FILE,
}

#: Options that name a file there, and here ask for a folder of such files; whether they are packed.
ASIDES = {"removed": True, "rejects": True, "stats": False}

#: Options that the outputs do not depend on.
_PACE = {"threads", "record-timeout", "max-errors", "strict"}

#: Options that are read where the job begins.
RULES = ("rules", "rules-only")


class Option(NamedTuple):
    """An option that a job takes."""

    name: str
    #: What its value is called, of one that has one.
    value: Optional[str]
    help: str


class Options(NamedTuple):
    """Options, sorted by what they are for."""

    #: The records depend on these,
    records: tuple[str, ...]
    #: and not on these.
    pace: tuple[str, ...]
    asides: tuple[str, ...]
    rules: Any
    rules_only: Any
    strict: bool


@lru_cache(maxsize=1)
def known() -> dict[str, Option]:
    """The options that a job takes, by name."""
    options = (Option(*option) for option in clean_options())
    taken = (option for option in options if option.name not in _NOT_HERE)
    return {
        option.name: option._replace(
            value=None, help=f"{option.help.replace(' and into FILE', '')}: to _{option.name} in the output folder"
        )
        if option.name in ASIDES
        else option
        for option in taken
    }


def sort(options: Mapping[str, Any]) -> Options:
    """Look at options by the names of the command line, with ``_`` for ``-``; one that is ``from_`` is ``--from``."""
    given: dict[str, Any] = {}
    for key, value in options.items():
        name = key.rstrip("_").replace("_", "-")
        if name in _NOT_HERE:
            raise UsageError(f"{name}: {_NOT_HERE[name]}")
        if name not in known():
            raise UsageError(f"{name}: `qingliu clean` has no such option; it has {', '.join(known())}")
        if value is not None and value is not False:
            given[name] = value
    records: list[str] = []
    pace: list[str] = []
    for name in known():
        if name in given and name not in ASIDES and name not in RULES:
            (pace if name in _PACE else records).extend(_words(name, given[name]))
    asides = tuple(name for name in ASIDES if name in given)
    strict = "strict" in given
    return Options(tuple(records), tuple(pace), asides, given.get("rules"), given.get("rules-only"), strict)


def _words(name: str, value: Any) -> list[str]:
    if known()[name].value is None:
        if value is not True:
            raise UsageError(f"{name}: it is given or not, and has no value {value!r}")
        return [f"--{name}"]
    if value is True:
        raise UsageError(f"{name}: it needs a value")
    values = value if isinstance(value, (list, tuple)) else [value]
    return [f"--{name}={os.fspath(one) if isinstance(one, os.PathLike) else one}" for one in values]
