#!/usr/bin/env python3
"""Measures `qingliu repair` on folders of damage vectors, class by class.

A folder holds one JSONL file a class, a vector a line: `id`, `class`, `input` (text) or `input_b64` (bytes), and
`expected`, the text that the repair must give; null means that it cannot be known and must be left alone. Each
vector is fed as a page of its own, and a Markdown table comes out:

  exact        the output is `expected`, byte for byte; where nothing can be known: the input, but look-alikes
  characters   1 - d/n, d the edit distance (insert, delete, replace) between output and `expected`, at most n, and
               n the length of `expected`; summed over the class before dividing, so that a long page counts more
  false        what had to stay was changed in more than look-alikes: `expected` is the input, or null
  untouched    the output is the input although another text was expected
  silent       the output is neither the input nor right, and no spot was reported as unsure
  unsure       vectors with at least one spot reported as unsure
  errors       vectors for which no record came out; they count as an empty output

Look-alikes are what may change in clean text: an invisible character goes, a private-use character, radical,
compatibility or full-width form becomes an ordinary one (see `only_look_alikes`).

Below the table, pooled lines for groups of classes, with the figure each group has to reach, and by name the
classes of the first group that miss it.

  cargo build --release --locked
  scripts/vectors.py ../shared/vectors                                  # the tables
  scripts/vectors.py ../shared/vectors --class 'gbk_step_*' --worst 5   # the worst of each class, side by side
  scripts/vectors.py ../shared/vectors --save before.json               # then, after a change:
  scripts/vectors.py ../shared/vectors --baseline before.json           # what came right, what went wrong, by id
  scripts/vectors.py --clean titles.txt --clean pages.jsonl --clean gold       # clean texts: what of them changed?
  scripts/vectors.py --self-test                                        # is the metric what it says?

Clean texts (--clean) are not vectors: each line of a .txt, and each `text` or `body` of a .jsonl or .json file, whole and
each of its lines by itself, is a page that must stay. Of a folder, all such files. Texts that hold U+FFFD, private use,
C1 controls or escapes are left out of it: they are not clean. `--worst` shows what changed.

A vector with a `config` asks for a conversion between scripts, which `repair` does not do: its input must stay.
Exit status: 0, or 2 where something cannot be run; with --baseline 1 where a vector was exact before and is not now.
"""

import argparse
import collections
import fnmatch
import glob
import json
import os
import re
import subprocess
import sys
import time
import unicodedata

EXACT = """
    pinyin_annotation double_comma seed_step_damage seed_pinyin_lines utf8_as_gbk_lossless
    utf8_as_cp1252 utf8_as_latin1 gbk_as_cp1252 gbk_as_latin1 big5_as_cp1252 gbk_as_latin9 gbk_latin9_utf8_latin1
    big5_as_gbk gbk_as_big5 double_utf8_cp1252 double_utf8_gbk double_entities_num entities_num_hex
    double_entities_named backslash_u percent_u percent_utf8 percent_gbk hz_as_text utf7_as_text cesu8_bytes gbk_pua
    kangxi_radicals cjk_radical_supp cjk_compat_ideographs fullwidth_alnum zero_width bidi_controls c1_controls
    bytes_gb18030 bytes_gbk_trad bytes_big5 bytes_utf16le_nobom bytes_utf16be_nobom bytes_hz bytes_gb18030_odd_cut
    bytes_big5_odd_cut bytes_utf8_cut bytes_mixed_utf8_gbk ftfy_cjk exact_*
""".split()
LOSSY = "utf8_as_gbk_ffd utf8_as_gbk_qmark big5_as_gbk_lossy gbk_as_big5_lossy bytes_gbk_byte_lost".split()
P, Q = "gbk_step_pinyin", "gbk_step_punct"

# name, patterns of classes, which figure, what it has to reach
GROUPS = [
    ("exact classes", EXACT, "exact", 99.0),
    ("lossy classes", LOSSY, "characters", 98.0),
    ("P, private use kept", [P + "_pua*"], "exact", 90.0),
    ("P, plain", [P], "exact", None),
    ("P, plain and private use kept", [P, P + "_pua*"], "exact", 90.0),
    ("P, folded", [P + "_nfkc*"], "exact", None),
    ("Q, private use kept", [Q + "_pua*"], "exact", 85.0),
    ("Q, plain", [Q], "exact", None),
    ("Q, plain and private use kept", [Q, Q + "_pua*"], "exact", 85.0),
    ("Q, folded", [Q + "_nfkc*"], "exact", None),
    ("P and Q, plain and folded", [P, Q, P + "_nfkc*", Q + "_nfkc*"], "exact", 65.0),
    ("P and Q, folded", [P + "_nfkc*", Q + "_nfkc*"], "exact", 65.0),
    ("other byte-step classes", ["step_*"], "exact", None),
    ("nothing can be known", ["gbk_as_utf8_ffd", "kun_jin_kao", "all_question_marks", "lost_*"], "exact", 100.0),
    ("clean", ["negatives_clean", "opencc_testcases", "clean_*"], "exact", 100.0),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="DIR", help="folder of *.jsonl vectors, or one such file")
    parser.add_argument("--binary", default=os.path.join("target", "release", "qingliu"), metavar="PATH")
    parser.add_argument("--class", dest="classes", action="append", metavar="C", help="only classes that match C; repeatable")
    parser.add_argument(
        "--clean", action="append", default=[], metavar="PATH", help="clean texts that must stay, see above; repeatable"
    )
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the N worst vectors of each class")
    parser.add_argument("--save", metavar="FILE", help="write what every vector scored, for --baseline")
    parser.add_argument("--baseline", metavar="FILE", help="compare with what --save wrote")
    parser.add_argument("--json", action="store_true", help="print the tables as JSON, for a program")
    parser.add_argument("--self-test", action="store_true", help="test the metric and leave")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    if not options.folders and not options.clean:
        parser.error("no folder of vectors given; --help shows how to call")
    vectors = load(options.folders, options.classes)
    for path in options.clean:
        vectors.update(clean(path))
    if not vectors:
        parser.error("no vectors of that class in " + ", ".join(options.folders))
    try:
        scored = {name: measure(options.binary, rows) for name, rows in sorted(vectors.items())}
    except OSError as error:
        parser.error("%s: %s (cargo build --release --locked)" % (options.binary, error))
    table = {name: total(rows) for name, rows in scored.items()}
    pooled = [(group, total(rows_of(scored, group[1]))) for group in GROUPS if rows_of(scored, group[1])]
    if options.json:
        groups = {group[0]: dict(row, target=group[3], of=group[2]) for group, row in pooled}
        print(json.dumps({"classes": table, "groups": groups}, ensure_ascii=False, indent=1))
    else:
        show(table, pooled)
        if options.worst:
            for name, rows in scored.items():
                show_worst(name, rows, options.worst)
    if options.save:
        keep = {row["id"]: [row["class"], row["exact"], round(row["right"], 4)] for rows in scored.values() for row in rows}
        with open(options.save, "w", encoding="utf-8") as out:
            json.dump(keep, out, ensure_ascii=False)
    return compare(scored, options.baseline) if options.baseline else 0


def load(folders, classes):
    """Class -> vectors, in the order of the files. Lines end with a line feed and nothing else."""
    vectors = collections.OrderedDict()
    for folder in folders:
        files = [folder] if os.path.isfile(folder) else sorted(glob.glob(os.path.join(folder, "*.jsonl")))
        for file in files:
            with open(file, encoding="utf-8", newline="\n") as lines:
                for line in lines.read().split("\n"):
                    vector = json.loads(line) if line.strip() else None
                    if vector and wanted(vector["class"], classes):
                        if "config" in vector:
                            vector["expected"] = vector["input"]
                        vectors.setdefault(vector["class"], []).append(vector)
    return vectors


UNCLEAN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]|&#?\\w{2,8};|\\\\u[0-9a-fA-F]{4}|%u[0-9a-fA-F]{4}|(%[0-9a-fA-F]{2}){3}")


def clean(path):
    """Vectors of clean texts: class -> vectors, `clean_` and the name of the file or folder."""
    files = [path]
    if os.path.isdir(path):
        files = sorted(f for f in glob.glob(os.path.join(path, "**", "*"), recursive=True) if os.path.isfile(f))
    texts = collections.OrderedDict()
    for file in files:
        with open(file, encoding="utf-8", newline="\n") as content:
            content = content.read()
        if file.endswith(".txt"):
            pages = content.split("\n")
        elif file.endswith(".jsonl"):
            pages = [json.loads(line) for line in content.split("\n") if line.strip()]
        elif file.endswith(".json"):
            pages = [json.loads(content)]
        else:
            continue
        for page in pages:
            text = page if isinstance(page, str) else page.get("text") or page.get("body") or ""
            for part in [text] + text.split("\n"):
                if part.strip() and not UNCLEAN.search(part):
                    texts.setdefault(part)
    name = "clean_" + os.path.basename(os.path.normpath(path))
    rows = [{"id": "%s-%d" % (name, n), "class": name, "input": text, "expected": text} for n, text in enumerate(texts)]
    return {name: rows} if rows else {}


def wanted(name, classes):
    return not classes or any(fnmatch.fnmatchcase(name, c) for c in classes)


def measure(binary, vectors):
    """One row a vector: what came out, and how right it is."""
    pages = []
    for number, vector in enumerate(vectors):
        page = {"id": str(number)}
        if "input" in vector:
            page["text"] = vector["input"]
        else:
            page["bytes"] = vector["input_b64"]
        pages.append(json.dumps(page))
    started = time.time()
    run = subprocess.run(
        [binary, "repair", "--from", "jsonl"], input="\n".join(pages).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    seconds = time.time() - started
    if run.returncode not in (0, 3):
        sys.stderr.write("exit status %d: %s\n" % (run.returncode, run.stderr.decode("utf-8", "replace")[:300]))
    # Texts hold U+2028 and U+0085, which str.splitlines() would cut at.
    records = (json.loads(line) for line in run.stdout.split(b"\n") if line)
    came = {record["id"]: record for record in records}
    rows = [score(vector, came.get(str(number))) for number, vector in enumerate(vectors)]
    for row in rows:
        row["seconds"] = seconds / len(rows)
    return rows


def score(vector, record):
    text = record["text"] if record else ""
    given, expected = vector.get("input"), vector["expected"]
    row = {"id": vector["id"], "class": vector["class"], "given": given, "expected": expected, "text": text}
    row["edits"] = record["edits"] if record else []
    row["unsure"] = record["unsure"] if record else []
    row["error"] = record is None
    must_stay = expected is None or expected == given
    row["false"] = bool(must_stay and record and given is not None and not only_look_alikes(given, text))
    row["length"] = 0 if expected is None else len(expected)
    if expected is None:
        row["exact"] = not row["false"] and not row["error"]
        row["wrong"], row["right"] = 0, float(row["exact"])
    else:
        row["exact"] = text == expected
        row["wrong"] = 0 if row["exact"] else min(distance(text, expected), row["length"])
        row["right"] = 1 - row["wrong"] / row["length"] if row["length"] else float(row["exact"])
    row["untouched"] = not row["exact"] and text == given
    row["silent"] = not (row["exact"] or row["untouched"] or row["unsure"] or row["error"])
    return row


def distance(one, other):
    """Levenshtein distance, a column of the table at a time as bits of one integer (Hyyrö 2003)."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if not one or not other:
        return len(one) + len(other)
    places = collections.defaultdict(int)
    for index, char in enumerate(one):
        places[char] |= 1 << index
    mask, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    plus, minus, result = mask, 0, len(one)
    for char in other:
        match = places.get(char, 0)
        diagonal = ((((match & plus) + plus) ^ plus) | match | minus) & mask
        up, down = (minus | ~(diagonal | plus)) & mask, plus & diagonal
        result += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & mask, (down << 1) & mask
        plus, minus = (down | ~(diagonal | up)) & mask, up & diagonal
    return result


def only_look_alikes(was, now):
    """Whether nothing changed but invisible characters that went and look-alikes that became ordinary."""
    i = j = 0
    while i < len(was):
        if j < len(now) and was[i] == now[j]:
            i, j = i + 1, j + 1
            continue
        plain = unicodedata.normalize("NFKC", was[i])
        if plain != was[i] and plain and now.startswith(plain, j):
            i, j = i + 1, j + len(plain)
        elif unicodedata.category(was[i]) in ("Cc", "Cf") and was[i] not in "\n\t":
            i += 1
        elif (0x2E80 <= ord(was[i]) < 0x2FE0 or unicodedata.category(was[i]) == "Co") and j < len(now):
            i, j = i + 1, j + 1
        else:
            return False
    return j == len(now)


def rows_of(scored, patterns):
    return [row for name, rows in scored.items() if wanted(name, patterns) for row in rows]


def total(rows):
    length = sum(row["length"] for row in rows)
    figures = {key: sum(bool(row[key]) for row in rows) for key in ("exact", "false", "untouched", "silent", "unsure", "error")}
    figures["n"] = len(rows)
    figures["exact %"] = 100.0 * figures["exact"] / len(rows)
    figures["characters %"] = 100.0 * (1 - sum(row["wrong"] for row in rows) / length) if length else None
    figures["seconds"] = sum(row["seconds"] for row in rows)
    return figures


COLUMNS = ["n", "exact", "exact %", "characters %", "false", "untouched", "silent", "unsure", "error"]


def show(table, pooled):
    print("| class | " + " | ".join(COLUMNS) + " |\n| --- |" + " ---: |" * len(COLUMNS))
    for name, row in table.items():
        print("| %s | %s |" % (name, " | ".join(cell(row[c], c) for c in COLUMNS)))
    print("\n| group | has to reach | " + " | ".join(COLUMNS) + " |\n| --- | --- |" + " ---: |" * len(COLUMNS))
    for (name, _, figure, target), row in pooled:
        reached = "reported" if target is None else "%s ≥ %g %%: %s" % (figure, target, verdict(row[figure + " %"], target))
        print("| %s | %s | %s |" % (name, reached, " | ".join(cell(row[c], c) for c in COLUMNS)))
    missed = [(row["exact %"], name) for name, row in table.items() if wanted(name, EXACT) and row["exact %"] < GROUPS[0][3]]
    if missed:
        print("\nExact classes below %g %%: %s" % (GROUPS[0][3], ", ".join("%s %.1f" % (n, e) for e, n in sorted(missed))))
    print("\n%.1f s in all" % sum(row["seconds"] for row in table.values()))


def verdict(value, target):
    return "nothing" if value is None else "reached" if value >= target else "**missed**"


def cell(value, column):
    if value is None:
        return "-"
    return "%.1f" % value if column.endswith("%") else str(value) if value or column in ("n", "exact") else ""


def show_worst(name, rows, count):
    """False repairs first, then by the number of wrong characters."""
    wrong = sorted((r for r in rows if not r["exact"]), key=lambda r: (not r["false"], -r["wrong"] / (r["length"] or 1), -r["wrong"]))
    for row in wrong[:count]:
        why = [key for key in ("false", "untouched", "silent", "error") if row[key]]
        print("\n### %s %s: %d wrong of %d" % (row["id"], " ".join(why), row["wrong"], row["length"]))
        print("    input     " + clip(row["given"] if row["given"] is not None else "(bytes)"))
        print("    expected  " + clip(row["expected"] if row["expected"] is not None else "(the input)"))
        print("    output    " + clip(row["text"]))
        for start, here, there in differences(row["text"], row["expected"] or row["given"] or ""):
            print("    at %-6d %r should be %r" % (start, clip(here, 60), clip(there, 60)))
        for edit in row["edits"][:6]:
            print("    edit %-5d %s: %r -> %r" % (edit["start"], edit["plan"], clip(edit["was"], 60), clip(edit["now"], 60)))
        for spot in row["unsure"][:6]:
            print("    unsure    " + spot_text(row["given"], spot))


def spot_text(given, spot):
    if isinstance(spot, dict) and given is not None and {"start", "end"} <= set(spot):
        words = given[max(0, spot["start"] - 8) : spot["start"]] + "[" + given[spot["start"] : spot["end"]] + "]"
        return "%d..%d %s" % (spot["start"], spot["end"], clip(words + given[spot["end"] : spot["end"] + 8], 80))
    return json.dumps(spot, ensure_ascii=False)


def differences(one, other, most=3):
    """The first places where two texts part, each up to where six characters agree again."""
    i = j = 0
    found = 0
    while (i < len(one) or j < len(other)) and found < most:
        if i < len(one) and j < len(other) and one[i] == other[j]:
            i, j = i + 1, j + 1
            continue
        for reach in range(0, 80):
            step = next((k for k in range(reach + 1) if same(one, i + k, other, j + reach - k)), None)
            if step is not None:
                break
        else:
            reach, step = 120, 60
        yield i, one[i : i + step], other[j : j + reach - step]
        i, j, found = i + step, j + reach - step, found + 1


def same(one, i, other, j):
    return one[i : i + 6] == other[j : j + 6] and (i <= len(one) and j <= len(other))


def clip(text, most=200):
    """Printable in one line: controls and private use as escapes, long ones cut."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else "<%04X>" % ord(c) for c in text[:most])
    return shown + ("… (%d)" % len(text) if len(text) > most else "")


def compare(scored, baseline):
    with open(baseline, encoding="utf-8") as file:
        before = json.load(file)
    rows = [row for rows in scored.values() for row in rows if row["id"] in before]
    won = [r for r in rows if r["exact"] and not before[r["id"]][1]]
    lost = [r for r in rows if not r["exact"] and before[r["id"]][1]]
    print("\nBeside %s: %d in both, %d came right, %d went wrong" % (baseline, len(rows), len(won), len(lost)))
    for name in sorted({r["class"] for r in won + lost}):
        of_class = [r for r in lost if r["class"] == name]
        gained = sum(r["class"] == name for r in won)
        print("  %-26s +%d -%d %s" % (name, gained, len(of_class), " ".join(r["id"] for r in of_class[:8])))
    return 1 if lost else 0


def self_test():
    def slow(one, other):
        row = list(range(len(other) + 1))
        for i, a in enumerate(one, 1):
            last, row[0] = row[0], i
            for j, b in enumerate(other, 1):
                last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
        return row[-1]

    words = ["", "a", "清流", "清清流流", "他们仍然套用", "他們?nèi)匀惶子", "流清", "abcabc" * 9, "bca" * 17, "？！。，" * 20]
    for one in words:
        for other in words:
            assert distance(one, other) == slow(one, other), (one, other)
    assert only_look_alikes("⼦１\u200b清\ue5e5", "子1清好")
    assert only_look_alikes("清流", "清流")
    assert not only_look_alikes("清流", "清"), "a character that went is no look-alike"
    assert not only_look_alikes("清流", "清留")
    assert not only_look_alikes("清,流", "清，流"), "widening punctuation is no look-alike"
    half = {"id": "1", "class": "c", "input": "清?流水", "expected": "清清流水"}
    row = score(half, {"text": "清流水", "edits": [], "unsure": []})
    assert (row["exact"], row["wrong"], row["right"], row["silent"]) == (False, 1, 0.75, True)
    lost = dict(half, input="????", expected=None)
    assert score(lost, {"text": "????", "edits": [], "unsure": []})["exact"]
    assert score(lost, {"text": "清流", "edits": [], "unsure": []})["false"]
    print("the metric is what it says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
