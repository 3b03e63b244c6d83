#!/usr/bin/env python3
"""Measures `qingliu repair` beside other menders of text, on the same damage vectors and clean texts, in one run.

Beside it stand whichever of these are installed (`pip install ftfy plsfix`, in a venv of its own if you like):

  ftfy            ftfy.fix_text with its defaults
  ftfy gentle     the same, with full-width forms, curly quotes, ligatures and normalization left alone
  ftfy encoding   ftfy.fix_encoding, which mends mojibake and nothing else
  plsfix          plsfix.fix_text, ftfy in Rust

The vectors are those that `scripts/vectors.py` reads, without the classes of bytes: the others take text only. Three
Markdown tables come out:

  recall   a row a group of classes: exact % and characters %, counted as `scripts/vectors.py` counts them
  clean    texts that must stay: how many came out changed at all, and how many in more than look-alikes
           (for what look-alikes are see `only_look_alikes` in scripts/vectors.py; curly quotes and widths are none)
  speed    MB of UTF-8 a second of processor time over the clean texts; for qingliu, a process of its own, that holds
           its start, and reading and writing JSON

  cargo build --release --locked
  scripts/peers.py ../shared/vectors
  scripts/peers.py ../shared/vectors --clean titles.txt --clean pages.jsonl --clean gold    # clean texts beside the vectors'

A clean text is a line of a .txt, the `text` or `body` of a line of a .jsonl, or the `body` of each .json below a folder.
Exit status: 0, or 2 where something cannot be run.
"""

import argparse
import collections
import functools
import glob
import importlib
import importlib.metadata
import json
import os
import subprocess
import sys
import time

import vectors

GROUPS = [
    ("mojibake, nothing lost", "utf8_as_gbk_lossless utf8_as_cp1252 utf8_as_latin1 gbk_as_cp1252 gbk_as_latin1 gbk_as_latin9 "
     "big5_as_cp1252 big5_as_gbk gbk_as_big5 ftfy_cjk"),
    ("mojibake upon mojibake", "double_utf8_* gbk_latin9_utf8_latin1"),
    ("mojibake with losses", "*_lossy utf8_as_gbk_ffd utf8_as_gbk_qmark"),
    ("byte step", "gbk_step_* seed_step_damage step_*"),
    ("readings and commas put in", "pinyin_annotation seed_pinyin_lines double_comma"),
    ("references escaped", "double_entities_* entities_num_hex"),
    ("other escapes", "backslash_u percent_* hz_as_text utf7_as_text"),
    ("look-alikes", "kangxi_radicals cjk_radical_supp cjk_compat_ideographs fullwidth_alnum gbk_pua"),
    ("invisible characters", "zero_width bidi_controls c1_controls"),
    ("nothing can be known", "gbk_as_utf8_ffd kun_jin_kao all_question_marks lost_*"),
]
# What ftfy folds by default and Chinese print keeps: full-width forms, curly quotes, the form of normalization.
GENTLE = {"fix_character_width": False, "uncurl_quotes": False, "fix_latin_ligatures": False, "normalization": None}
CLEAN = "negatives_clean opencc_testcases clean_*"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="DIR", help="folder of *.jsonl vectors, or one such file")
    parser.add_argument("--clean", action="append", default=[], metavar="PATH", help="clean texts; repeatable")
    parser.add_argument("--binary", default=os.path.join("target", "release", "qingliu"), metavar="PATH")
    options = parser.parse_args()

    given = [v for of in vectors.load(options.folders, None).values() for v in of if "input" in v]
    clean = collections.OrderedDict()
    clean["vectors"] = [v["input"] for v in given if vectors.wanted(v["class"], CLEAN.split())]
    for path in options.clean:
        clean[os.path.basename(os.path.normpath(path))] = texts(path)
    try:
        menders = installed(options.binary)
    except (OSError, subprocess.CalledProcessError) as error:
        parser.error("%s: %s (cargo build --release --locked)" % (options.binary, error))

    print("Beside each other: " + ", ".join("%s (%s)" % (name, version) for name, version, _ in menders))
    came = {name: mend([v["input"] for v in given])[0] for name, _, mend in menders}
    names = [name for name, _, _ in menders]
    header("recall: exact %, characters %", ["n"] + names)
    for group, patterns in GROUPS:
        places = [i for i, v in enumerate(given) if vectors.wanted(v["class"], patterns.split())]
        if places:
            cells = [recall([given[i] for i in places], [came[name][i] for i in places]) for name in names]
            row(group, [len(places)] + cells)

    speed = dict.fromkeys(names, 0.0)
    header("clean: changed, of these in more than look-alikes", ["n"] + names)
    for source, whole in clean.items():
        cells = []
        for name, _, mend in menders:
            out, seconds = mend(whole)
            speed[name] += seconds
            changed = [(a, b) for a, b in zip(whole, out) if a != b]
            false = sum(b is None or not vectors.only_look_alikes(a, b) for a, b in changed)
            cells.append("%d, %d" % (len(changed), false))
        row(source, [len(whole)] + cells)
    header("speed", names)
    size = sum(len(text.encode("utf-8", "replace")) for whole in clean.values() for text in whole) / 1e6
    row("MB/s over %.1f MB" % size, ["%.2f" % (size / speed[name]) if speed[name] else "-" for name in names])


def installed(binary):
    """Name, version and function of each mender that can be run; the function gives the texts and the seconds."""
    version = subprocess.run([binary, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode().split()[1]
    found = [("qingliu", version, lambda whole: qingliu(binary, whole))]
    for name, module, function, settings in [
        ("ftfy", "ftfy", "fix_text", {}),
        ("ftfy gentle", "ftfy", "fix_text", GENTLE),
        ("ftfy encoding", "ftfy", "fix_encoding", {}),
        ("plsfix", "plsfix", "fix_text", {}),
    ]:
        try:
            function = getattr(importlib.import_module(module), function)
        except ImportError:
            sys.stderr.write("%s is not installed (pip install %s)\n" % (name, module))
            continue
        mend = functools.partial(in_process, functools.partial(function, **settings))
        found.append((name, importlib.metadata.version(module), mend))
    return found


def in_process(mend, whole):
    def one(text):
        # A fault on one text is an answer too: none.
        try:
            return mend(text)
        except BaseException as fault:
            if isinstance(fault, KeyboardInterrupt):
                raise
            return None

    started = time.process_time()
    out = [one(text) for text in whole]
    return out, time.process_time() - started


def qingliu(binary, whole):
    pages = "\n".join(json.dumps({"id": str(number), "text": text}) for number, text in enumerate(whole))
    before = os.times()
    run = subprocess.run([binary, "repair", "--from", "jsonl"], input=pages.encode(), stdout=subprocess.PIPE)
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    records = (json.loads(line) for line in run.stdout.split(b"\n") if line)
    came = {record["id"]: record["text"] for record in records}
    return [came.get(str(number)) for number in range(len(whole))], seconds


def recall(given, came):
    record = lambda text: None if text is None else {"text": text, "edits": [], "unsure": []}
    rows = [vectors.score(vector, record(text)) for vector, text in zip(given, came)]
    exact = 100 * sum(r["exact"] for r in rows) / len(rows)
    length = sum(r["length"] for r in rows)
    right = "%.1f" % (100 * (1 - sum(r["wrong"] for r in rows) / length)) if length else "-"
    return "%.1f, %s" % (exact, right)


def texts(path):
    if os.path.isdir(path):
        files = sorted(glob.glob(os.path.join(path, "**", "*.json"), recursive=True))
        found = [json.load(open(file, encoding="utf-8")).get("body") for file in files]
        return [text for text in found if text]
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = [line for line in file.read().split("\n") if line]
    if path.endswith(".jsonl"):
        objects = [json.loads(line) for line in lines]
        return [text for text in (o.get("text") or o.get("body") for o in objects) if text]
    return lines


def header(title, columns):
    print("\n| %s | %s |\n| --- |%s" % (title, " | ".join(columns), " ---: |" * len(columns)))


def row(name, cells):
    print("| %s | %s |" % (name, " | ".join(str(cell) for cell in cells)))


if __name__ == "__main__":
    sys.exit(main())
