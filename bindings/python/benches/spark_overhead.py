"""What Spark costs beside ``xargs -P2 qingliu clean``: the same pages, in turn, in one run.

    python bindings/python/benches/spark_overhead.py target/release/qingliu

Prints seconds by the clock and of all processors together, the least of ``--repeat`` runs, with the session started and
warm. On a machine that has other work only the second says something.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, Callable, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests"))

from spark.corpus import copies, warc  # noqa: E402

from qingliu.spark import clean_df, clean_files  # noqa: E402


class Cost(NamedTuple):
    clock: float
    processors: float


class Watch(threading.Thread):
    """Looks again and again at what this process has started. An executor's processes are not waited for by anybody, so
    that what they have spent is lost with them; of each, what it spent after the last look is not counted."""

    PAUSE = 0.2

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.before = self.look()
        self.spent = dict(self.before)
        self.start()

    def run(self) -> None:
        while not self.ended.wait(self.PAUSE):
            self.spent.update(self.look())

    def end(self) -> float:
        self.ended.set()
        self.join()
        self.spent.update(self.look())
        return sum(seconds - self.before.get(pid, 0.0) for pid, seconds in self.spent.items())

    @staticmethod
    def look() -> dict[int, float]:
        """Processor seconds of every process below this one."""
        ticks = os.sysconf("SC_CLK_TCK")
        children: dict[int, list[int]] = {}
        spent: dict[int, float] = {}
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                fields = (process / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(process.name))
            spent[int(process.name)] = sum(map(int, fields[11:13])) / ticks
        below: dict[int, float] = {}
        todo = list(children.get(os.getpid(), []))
        while todo:
            pid = todo.pop()
            below[pid] = spent[pid]
            todo += children.get(pid, [])
        return below


def measure(what: Callable[[pathlib.Path], object]) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        watch, clock = Watch(), time.monotonic()
        what(pathlib.Path(folder))
        return Cost(time.monotonic() - clock, watch.end())


def least(costs: list[Cost]) -> Cost:
    return Cost(min(cost.clock for cost in costs), min(cost.processors for cost in costs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--pages", type=int, default=2000, help="of a file")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()

    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR", "spark.driver.memory": "2g"}
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    with tempfile.TemporaryDirectory() as folder:
        inputs = pathlib.Path(folder, "in")
        inputs.mkdir()
        paths = [warc(inputs / f"{n:02}.warc.gz", n * args.pages, args.pages) for n in range(args.files)]
        table = str(pathlib.Path(folder, "table"))
        for number in range(args.files):
            rows = [(id, url, bytearray(page)) for id, url, page in copies(number * args.pages, args.pages)]
            frame = spark.createDataFrame(rows, "id string, url string, bytes binary")
            frame.coalesce(1).write.mode("append").parquet(table)

        def xargs(out: pathlib.Path) -> None:
            command = ["xargs", "-P2", "-I{}", "sh", "-c"]
            command.append(f"{args.binary.resolve()} clean -q --threads 1 {{}} -o {out}/$(basename {{}}).jsonl.zst")
            subprocess.run(command, input="\n".join(map(str, paths)), text=True, check=True)

        def door_one(out: pathlib.Path) -> None:
            summary = clean_files(spark, [*paths], out)
            assert summary.read == summary.written == args.files * args.pages, summary

        def store(out: pathlib.Path) -> None:
            # As out of a bucket and into one: through pipes, and moved at the end.
            summary = clean_files(spark, [f"local://{path}" for path in paths], f"local://{out}/made")
            assert summary.read == summary.written == args.files * args.pages, summary

        def door_two(out: pathlib.Path) -> None:
            made: Any = clean_df(spark.read.parquet(table))
            made.write.mode("overwrite").json(str(out / "made"), compression="gzip")

        ways = {"xargs -P2": xargs, "door one": door_one, "…by a store": store, "door two": door_two}
        for way in ways.values():
            measure(way)
        costs: dict[str, list[Cost]] = {name: [] for name in ways}
        for _ in range(args.repeat):
            for name, way in ways.items():
                costs[name].append(measure(way))
    spark.stop()
    base = least(costs["xargs -P2"])
    print(f"{args.files} files of {args.pages} pages, least of {args.repeat}; load {os.getloadavg()[0]:.1f}")
    print(f"{'':12} {'clock':>9} {'':6} {'processors':>11}")
    for name, several in costs.items():
        cost = least(several)
        print(
            f"{name:12} {cost.clock:8.2f}s {cost.clock / base.clock:5.2f}× "
            f"{cost.processors:10.2f}s {cost.processors / base.processors:5.2f}×"
        )


if __name__ == "__main__":
    main()
