"""The columns that the adapters make of records."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from . import schema
from .errors import UsageError


def columns(fields: Optional[Sequence[str]], without: Sequence[str], options: Mapping[str, Any]) -> list[str]:
    """The keys that are asked for, or all but some; and behind them what the options of the cleaner ask for."""
    asked = {"posts": options.get("threads_as") == "posts", "removals": options.get("removed")}
    beside = [key for key, is_asked in asked.items() if is_asked]
    keys = schema()["required"]
    unknown = [key for key in fields or () if key not in keys and key not in beside]
    if unknown:
        raise UsageError(f"`{unknown[0]}` is not a field; fields are {', '.join([*keys, *beside])}")
    wanted = list(fields) if fields else [key for key in keys if key not in without]
    return [*wanted, *(key for key in beside if key not in wanted)]
