"""``python -m qingliu.spark INPUT… --out DIR --master URL``: ``qingliu clean`` on a cluster."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Optional

from qingliu import QingliuError, __version__
from qingliu._core import size
from qingliu.spark.job import clean_files
from qingliu.spark.options import known
from qingliu.spark.summary import MEND

#: Options that may be given several times.
_SEVERAL = {"rules", "carry", "column"}


def parser() -> argparse.ArgumentParser:
    """The command line: that of ``qingliu clean``, and where to do it."""
    args = argparse.ArgumentParser(
        prog="python -m qingliu.spark",
        description="Clean whole files on a Spark cluster, a task each.",
        epilog="Exit status: 0 done, 1 with --strict when a record is rejected, 2 usage, 3 when inputs failed or pages "
        "are in the errors.",
        allow_abbrev=False,
    )
    args.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders and patterns: paths that all workers see, or s3://, hdfs://, gs://, …")
    args.add_argument("--out", required=True, metavar="DIR", help="folder of the outputs, a path or an address; the same command goes on there")
    args.add_argument("--master", metavar="URL", help="local[*], spark://HOST:7077, yarn, k8s://…; else as Spark has it")
    args.add_argument(
        "--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark; may be given several times"
    )
    args.add_argument("--pack", choices=["zst", "gz", "none"], default="zst", help="how the outputs are packed (zst)")
    args.add_argument(
        "--group", type=size, metavar="SIZE", help="put files smaller than SIZE together, up to it: 64MiB; not unless given"
    )
    args.add_argument("--summary", metavar="FILE", help="write the account as JSON")
    args.add_argument("--version", action="version", version=f"qingliu {__version__}")
    clean = args.add_argument_group("options of qingliu clean")
    for option in known().values():
        help = option.help.replace("%", "%%")
        if option.value is None:
            clean.add_argument(f"--{option.name}", action="store_true", help=help)
        else:
            action = "append" if option.name in _SEVERAL else "store"
            clean.add_argument(f"--{option.name}", action=action, metavar=option.value.replace("%", ""), help=help)
    return args


def main(command_line: Optional[Sequence[str]] = None) -> int:
    """Do what a command line says, and give the exit status."""
    args = parser().parse_args(command_line)
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        return _refuse(f"{error}: pip install 'qingliu[spark]'")
    builder = SparkSession.builder.appName("qingliu")
    if args.master:
        builder = builder.master(args.master)
    for setting in args.conf:
        key, is_given, value = setting.partition("=")
        if not is_given:
            return _refuse(f"--conf {setting}: write KEY=VALUE")
        builder = builder.config(key, value)
    if (args.master or "").startswith("local"):
        # The workers are on this machine, and have what this interpreter has.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    options = {name: getattr(args, name.replace("-", "_")) for name in known()}
    began = time.monotonic()
    spark = builder.getOrCreate()
    try:
        summary = clean_files(spark, args.inputs, args.out, pack=args.pack, group=args.group, **options)
    except QingliuError as error:
        return _refuse(str(error))
    finally:
        spark.stop()
    seconds = time.monotonic() - began
    print(f"{summary}; {seconds:.1f} s", file=sys.stderr)
    if args.summary:
        with open(args.summary, "w", encoding="utf-8") as to:
            json.dump(summary.to_dict(), to, ensure_ascii=False, indent=2)
            to.write("\n")
    return summary.status


def _refuse(message: str) -> int:
    print(f"qingliu: {message}", file=sys.stderr)
    return MEND


if __name__ == "__main__":
    sys.exit(main())
