"""Cleaners, records, errors: what a caller may rely on."""

from __future__ import annotations

import concurrent.futures
import copy
import datetime
import multiprocessing
import pathlib
import pickle
import signal
import threading
import time

import pytest

import qingliu


def test_bytes_strings_and_mappings_are_pages(page: str) -> None:
    title = "小城的早市"
    raw = page.encode("gbk")
    for given in (page, raw, bytearray(raw), memoryview(raw), {"html": page}, {"bytes": raw}, {"html": raw}):
        assert qingliu.clean(given).title == title, given
    assert qingliu.clean(raw).charset == "gb18030"
    assert qingliu.clean({"html": page, "url": "https://a.example/1", "id": 7}).id == "7"


def test_text_is_never_parsed_as_html() -> None:
    text = "标题在此\n<p>这是讲标签的文章，写的是 <p> 怎么用。</p>"
    assert "<p>" in qingliu.clean(text, from_="text").body
    assert "<p>" not in qingliu.clean(text, from_="html").body
    assert "<p>" in qingliu.clean({"text": text}).body


def test_options_mean_what_they_mean_on_the_command_line(page: str, rules: pathlib.Path) -> None:
    assert qingliu.clean("<h1>早市開張</h1>", from_="html", convert="none").title == "早市開張"
    assert qingliu.clean("<h1>早市開張</h1>", from_="html").title == "早市开张"
    lit = page.replace("</p>", "</p><p>提灯广告位在此</p><p>摊主说，今年的菜比去年便宜，来的人也多。</p>")
    assert "提灯" in qingliu.clean(lit).body
    for given in (rules, str(rules), [rules]):
        record = qingliu.clean(lit, rules=given)
        assert "提灯" not in record.body and record.removed["ads/lantern"] == 7
    assert qingliu.Cleaner(rules=rules).rules_hash != qingliu.rules_hash()
    assert qingliu.Cleaner(rules_only=rules).rules_hash != qingliu.Cleaner(rules=rules).rules_hash
    assert qingliu.clean("An English page about nothing in particular, with no Chinese in it.").verdict == "keep"
    english = "An English page about nothing in particular, with no Chinese in it."
    assert qingliu.clean(english, require_chinese=True).verdict == "reject"
    assert qingliu.clean_batch([english], require_chinese=True)[0].verdict == "reject"
    assert qingliu.clean(page, threads_as="posts").posts == [] and qingliu.clean(page).posts is None
    assert qingliu.clean("<h2>一</h2><p>摊子支好了。</p><ul><li>豆腐<li>青菜</ul>", markdown=True).body.count("- ") == 2
    for day in ("2024-05-31", datetime.date(2024, 5, 31)):
        yesterday = "<h1>早市</h1><div>时间：昨天 08:15</div><p>天还没亮，卖菜的人已经把摊子支好了。</p>"
        assert qingliu.clean(yesterday, reference_date=day).date == "2024-05-30T08:15"


def test_batches_keep_their_order_at_any_number_of_threads() -> None:
    pages = [f"<h1>第{n}号早市</h1><p>{'天还没亮，卖菜的人已经把摊子支好了。' * (n % 7)}</p>" for n in range(300)]
    one = qingliu.clean_batch(pages, threads=1)
    assert [record.id for record in one] == [str(n) for n in range(300)]
    assert [record.title for record in one] == [f"第{n}号早市" for n in range(300)]
    assert qingliu.clean_batch(iter(pages), threads=4) == one
    assert qingliu.clean_batch([]) == []


def test_a_batch_tells_which_page_is_none(page: str) -> None:
    pages = [page, b"%PDF-1.7\n", "\ud800", {"html": page, "text": page}, {}]
    done = qingliu.clean_batch(pages, errors="return")
    assert isinstance(done[0], qingliu.Record)
    for number, error in enumerate(done[1:], 1):
        assert isinstance(error, qingliu.InputError) and error.id == str(number), error
    with pytest.raises(qingliu.InputError, match="PDF") as caught:
        qingliu.clean_batch(pages)
    assert (caught.value.id, caught.value.kind, caught.value.stage) == ("1", "input", "read")


def test_a_page_that_takes_too_long_is_told() -> None:
    slow = "<p>" + "天还没亮，卖菜的人已经把摊子支好了。" * 400_000
    [error] = qingliu.clean_batch([slow], errors="return", record_timeout=0.05, threads=1)
    assert isinstance(error, qingliu.PageTimeoutError) and isinstance(error, TimeoutError)
    assert "record_timeout=SECONDS" in str(error) and "--" not in str(error)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: qingliu.Cleaner(convert="t2x"), "t2s"),
        (lambda: qingliu.Cleaner(punctuation="mend"), "restore"),
        (lambda: qingliu.Cleaner(threads_as="list"), "posts"),
        (lambda: qingliu.Cleaner(reference_date="31.5.2024"), "2024-05-31"),
        (lambda: qingliu.Cleaner(rules="a", rules_only="b"), "rules_only"),
        (lambda: qingliu.clean("早", charset="chinese-ish"), "gb18030"),
        (lambda: qingliu.clean("早", from_="pdf"), "html"),
        (lambda: qingliu.clean_batch(["早"], threads=0), "1024"),
        (lambda: qingliu.clean_batch(["早"], errors="ignore"), "return"),
        (lambda: qingliu.clean_batch(["早"], record_timeout=-1), "0 for no limit"),
        (lambda: qingliu.Record.from_json("{}"), "missing field"),
        (lambda: qingliu.repair("早", punctuation="mend"), "restore"),
    ],
)
def test_a_wrong_value_is_a_value_error_that_says_what_to_write(wrong, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(qingliu.UsageError, match=says) as caught:
        wrong()
    assert isinstance(caught.value, (qingliu.QingliuError, ValueError))


def test_errors_are_the_built_in_ones_as_well(tmp_path: pathlib.Path) -> None:
    with pytest.raises(OSError) as missing:
        qingliu.Cleaner(rules=tmp_path / "none")
    assert isinstance(missing.value, qingliu.FileError) and missing.value.filename == str(tmp_path / "none")
    (tmp_path / "ads.toml").write_text('[a]\nwhy = "x"\n[b]\nscope = "lines"\n', encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        qingliu.Cleaner(rules=tmp_path)
    assert isinstance(caught.value, qingliu.RulesError)
    problems = caught.value.problems
    assert len(problems) > 1 and all(p["file"].endswith("ads.toml") and p["line"] > 0 for p in problems)
    assert str(caught.value).count("\n") == len(problems) - 1
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == problems and str(again) == str(caught.value)
    with pytest.raises(TypeError, match="bytes, a str, or a mapping"):
        qingliu.clean(7)  # type: ignore[arg-type]


def test_records_are_compared_shown_and_pickled(page: str) -> None:
    record = qingliu.clean(page, threads_as="posts")
    assert record == qingliu.clean(page, threads_as="posts") and record != qingliu.clean("早市")
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(record, protocol)) == record
    assert copy.deepcopy(record) == record
    assert repr(record) == (
        "Record(id='-', title='小城的早市', date=None, body='天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气'… 30 characters, "
        "verdict='keep', flags=())"
    )
    with pytest.raises(AttributeError):
        record.title = "夜市"  # type: ignore[misc]


def test_removals_are_there_when_they_are_asked_for() -> None:
    page = "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p><p>Copyright 2006-2023 小城茶网 版权所有</p>"
    record = qingliu.clean(page, removed=True)
    [removal] = record.removals or []
    rule, text = removal["rule"], removal["text"]
    assert record.removed == {rule: len(text.replace(" ", ""))} and text in page and removal["line"] == 3
    # They are beside the record, and none of its keys.
    plain = qingliu.clean(page)
    assert plain.removals is None and plain == record and plain.to_json() == record.to_json()
    assert "removals" not in record.to_dict() and plain.to_dict(removals=True)["removals"] is None
    for again in (pickle.loads(pickle.dumps(record)), copy.copy(record)):
        assert again.removals == record.removals and again == record
    [first, _] = qingliu.clean_batch([page, "早市"], removed=True)
    assert [r["text"] for r in first.removals or []] == [text]
    assert qingliu.clean("天还没亮。", removed=True).removals == []
    with pytest.raises(qingliu.UsageError, match="no removal"):
        qingliu.Record.from_json(record.to_json(), "{}")


def test_a_cleaner_is_pickled_with_its_options(rules: pathlib.Path) -> None:
    cleaner = qingliu.Cleaner(rules=rules, convert="none", markdown=True)
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.rules_hash == cleaner.rules_hash and repr(again) == repr(cleaner)
    assert repr(cleaner) == f"Cleaner(rules=[{str(rules)!r}], convert='none', markdown=True)"


def test_processes_share_a_cleaner(page: str) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(qingliu.Cleaner().clean, [page, "早市"]) == [qingliu.clean(page), qingliu.clean("早市")]


def test_threads_share_a_cleaner(page: str) -> None:
    cleaner = qingliu.Cleaner()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(record.title for record in pool.map(cleaner.clean, [page] * 200)) == {"小城的早市"}


def test_other_threads_of_python_run_while_a_page_is_cleaned() -> None:
    long = "<p>" + "天还没亮，卖菜的人已经把摊子支好了。" * 100_000
    ticks, done = [], threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.monotonic()
    qingliu.clean(long)
    ended = time.monotonic()
    done.set()
    thread.join()
    gaps = [b - a for a, b in zip(ticks, ticks[1:]) if began < a < ended]
    assert ended - began > 0.02 and max(gaps) < (ended - began) / 2, (ended - began, max(gaps))


def test_control_c_ends_a_batch() -> None:
    pages = ["<p>" + "天还没亮，卖菜的人已经把摊子支好了。" * 5_000] * 2_000
    threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        qingliu.clean_batch(pages)
    assert time.monotonic() - began < 10


def test_repair_tells_what_it_did() -> None:
    damaged = "天還沒(méi)亮,賣菜的人已經(jīng)把攤子支好了"
    repaired = qingliu.repair(damaged)
    assert str(repaired) == repaired.text == "天還沒亮,賣菜的人已經把攤子支好了"
    assert [damaged[e["start"]:e["start"] + len(e["was"])] for e in repaired.edits] == ["(méi)", "(jīng)"]
    assert qingliu.repair("早市".encode("gbk")).text == "早市" and qingliu.repair("早市").edits == []
    assert qingliu.repair("早市") == qingliu.repair("早市") and repr(qingliu.repair("早")) == "Repaired('早', edits=0, unsure=0)"
