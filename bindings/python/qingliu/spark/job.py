"""Door one: a task of every file."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Optional, Union

from .. import Cleaner
from ..errors import QingliuError, UsageError
from .files import File, Pathlike, find, whole_name
from .options import ASIDES, sort
from .output import ERRORS, MANIFESTS, Output, output
from .rulefiles import RuleFiles
from .summary import Summary
from .task import Outcome, Part, Work, make

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The most files of a part: all of them are named on one command line, which holds two megabytes on Linux.
MOST_FILES = 4000

#: The last line of what Python says of an exception.
_SAID = re.compile(r"^(?!org\.|java\.|py4j\.)[\w.]*(?:Error|Exception): \S.*$", re.MULTILINE)


def clean_files(
    spark: SparkSession,
    inputs: Union[Pathlike, Sequence[Pathlike]],
    out: Pathlike,
    *,
    pack: Literal["zst", "gz", "none"] = "zst",
    group: Optional[int] = None,
    **options: Any,
) -> Summary:
    """Clean whole files, each as a task of its own, into files ``part-….jsonl.zst`` in the folder ``out``.

    ``inputs`` are files, folders and patterns as ``qingliu clean`` takes them, on a file system that the driver and all
    workers see under the same path, or in a store that they reach: ``s3://bucket/crawl/*.warc.gz``, ``hdfs://…``, and
    whatever else pyarrow or fsspec knows. So may ``out`` be. ``options`` are those of ``qingliu clean``, ``_`` for ``-``: ``convert="none"``,
    ``fields=["id", "body"]``, ``rules="my-rules"``. ``removed=True``, ``rejects=True`` and ``stats=True`` write files of
    that kind to ``_removed`` and so on.

    Files that are whole already, of the same input, rules and options, are left alone; so the same call again goes on
    where a job was stopped. With very many small files, ``group`` puts so many bytes of them into one part; the same
    ``group`` must be given when it is called again.

    What is wrong with an input is in the :class:`Summary`. Raised is only what stands in the way of the whole job:
    :class:`~qingliu.UsageError`, :class:`~qingliu.RulesError`, :class:`~qingliu.FileError`.
    """
    wanted = sort(options)
    rules = RuleFiles.read(wanted.rules, wanted.rules_only)
    # The rules are looked at here, before anything is sent anywhere.
    rules_hash = Cleaner(rules=wanted.rules, rules_only=wanted.rules_only).rules_hash
    context = _context(spark)
    folder = whole_name(out)
    found = find(inputs)
    _refuse_within(folder, found.folders)
    parts = _parts(found.files, group)
    ending = {"zst": ".jsonl.zst", "gz": ".jsonl.gz", "none": ".jsonl"}.get(pack)
    if ending is None:
        raise UsageError(f"pack: {pack!r} is none of zst, gz, none")
    pace = list(wanted.pace)
    if not any(word.startswith("--threads=") for word in pace):
        pace.append(f"--threads={context.getConf().get('spark.task.cpus', '1')}")
    to = output(folder)
    with to.hold((MANIFESTS, ERRORS, *(f"_{aside}" for aside in wanted.asides))):
        _refuse_other_groups(to, parts)
        work = Work(
            out=to,
            ending=ending,
            options=wanted.records,
            pace=tuple(pace),
            asides=tuple((name, ending if ASIDES[name] else ".json") for name in wanted.asides),
            rules=rules,
            rules_hash=rules_hash,
        )
        outcomes = [Outcome(Part("", (File(path, 0, 0),)), "failed", {}, (why,)) for path, why in found.absent]
        if parts:
            outcomes += _collect(context.parallelize(parts, len(parts)).map(partial(make, work)))
    summary = Summary(rules_hash=rules_hash, strict=wanted.strict)
    for outcome in outcomes:
        summary.add(outcome)
    return summary


def _context(spark: SparkSession) -> Any:
    try:
        return spark.sparkContext
    except Exception as error:
        # What Spark Connect raises depends on its version.
        raise UsageError("a job of files needs a session with a driver, and none of Spark Connect") from error


def _collect(made: Any) -> list[Outcome]:
    """What comes of all tasks. When Spark gives up, what a worker said stands in the middle of pages of Java."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        outcomes: list[Outcome] = made.collect()
    except (PySparkException, Py4JError) as error:
        said = _SAID.search(str(error))
        raise QingliuError(f"Spark has given the job up: {said.group() if said else error}") from error
    return outcomes


def _parts(files: Iterable[File], group: Optional[int]) -> list[Part]:
    """What is cleaned in one go, largest first, so that no long task begins when the others are ending."""
    parts = []
    together: list[File] = []
    weight = 0
    for file in sorted(files):
        if group is None or file.bytes >= group:
            parts.append(_part([file]))
            continue
        if together and (weight + file.bytes > group or len(together) == MOST_FILES):
            parts.append(_part(together))
            together, weight = [], 0
        together.append(file)
        weight += file.bytes
    if together:
        parts.append(_part(together))
    return sorted(parts, key=lambda part: (-sum(file.bytes for file in part.files), part.name))


def _part(files: list[File]) -> Part:
    """A part under a name that depends on its files alone, and not on what else the job reads."""
    paths = "\0".join(file.path for file in files)
    digest = hashlib.sha256(paths.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in os.path.basename(files[0].path))
    more = f"+{len(files) - 1}" if len(files) > 1 else ""
    return Part(f"part-{digest}-{name[:80]}{more}", tuple(files))


def _refuse_within(out: str, folders: Sequence[str]) -> None:
    """Refuse outputs in a folder that is an input: the next job would read them."""
    for folder in folders:
        if out == folder or out.startswith(folder.rstrip("/") + "/"):
            raise UsageError(f"{out}: the outputs would stand in {folder}, which is an input, and be read by the next job")


def _refuse_other_groups(out: Output, parts: list[Part]) -> None:
    """Refuse a folder that holds a file of this job in a part of other files: its pages would be there twice."""
    mine = {part.name for part in parts}
    grouped = any("+" in name for name in mine)
    paths = {file.path for part in parts for file in part.files}
    for name in out.names(MANIFESTS):
        part = name[: -len(".json")]
        if part in mine or not (grouped or "+" in part):
            continue
        for file in json.loads(out.read(f"{MANIFESTS}/{name}") or b'{"files": []}')["files"]:
            if file["path"] in paths:
                raise UsageError(
                    f"{file['path']}: {part} was made of it and others; give the same inputs and the same group as then, "
                    "or name another folder"
                )
