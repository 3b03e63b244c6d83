"""Clean pages on a Spark cluster, by the same core.

There are two doors. :func:`clean_files` makes a task of every file (WARC, JSONL, whatever ``qingliu clean`` reads),
and costs what the command costs; ``python -m qingliu.spark`` is the same as a command. :func:`clean_df` is for pages
that are in a table already. ``docs/spark.md`` of the project says what a cluster needs.

It takes PySpark 4, which ``pip install 'qingliu[spark]'`` brings along.
"""

from __future__ import annotations

from .frame import clean_df
from .job import clean_files
from .summary import Summary, Trouble

__all__ = ["Summary", "Trouble", "clean_df", "clean_files"]
