"""The adapters, in the packages that they are for."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from conftest import PAGE, of

NO_ARTICLE = "<html><body>" + "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(12)) + "</body></html>"


def documents(datatrove: Any) -> Any:
    from datatrove.data import Document

    texts = [PAGE, NO_ARTICLE, PAGE.encode("gbk"), b"%PDF-1.7", PAGE.replace("早市", "夜市")]
    return [Document(text=t, id=f"d{n}", metadata={"url": f"https://a.example/{n}", "n": n}) for n, t in enumerate(texts)]


def test_datatrove_extractor_makes_the_body_the_text_and_the_fields_metadata() -> None:
    datatrove = of("datatrove")
    from qingliu.datatrove import QingliuExtractor

    step = QingliuExtractor(convert="none")
    done = list(step.run(iter(documents(datatrove))))
    assert [d.id for d in done] == ["d0", "d2", "d4"]
    assert all(d.text.startswith("天还没亮") for d in done)
    assert done[2].metadata["title"] == "小城的夜市" and done[1].metadata["charset"] == "gb18030"
    assert done[0].metadata["n"] == 0 and done[0].metadata["url"] == "https://a.example/0"
    assert step.extract(PAGE) == done[0].text
    [taken, *_] = QingliuExtractor(removed=True).run(iter(documents(datatrove)))
    assert taken.metadata["removals"] == [] and "removals" not in done[0].metadata
    stats = step.stats.to_dict()["stats"]
    assert (stats["total"], stats["dropped"], stats["clean_error"]) == (5, 1, 1)


def test_datatrove_filter_writes_what_it_leaves_out(tmp_path: pathlib.Path) -> None:
    datatrove = of("datatrove")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from qingliu.datatrove import QingliuFilter

    (tmp_path / "in").mkdir()
    with open(tmp_path / "in" / "pages.jsonl", "w", encoding="utf-8") as file:
        for document in documents(datatrove):
            if isinstance(document.text, str):
                file.write(json.dumps({"text": document.text, "id": document.id}) + "\n")
    excluded = JsonlWriter(str(tmp_path / "excluded"), compression=None)
    LocalPipelineExecutor(
        [
            JsonlReader(str(tmp_path / "in")),
            QingliuFilter(exclusion_writer=excluded, batch_size=2),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    ).run()

    def rows(folder: str) -> list[dict[str, Any]]:
        files = sorted((tmp_path / folder).glob("*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    assert [(row["id"], row["metadata"]["title"]) for row in rows("out")] == [("d0", "小城的早市"), ("d4", "小城的夜市")]
    [left_out] = rows("excluded")
    assert left_out["text"] == NO_ARTICLE and left_out["metadata"]["filter_reason"] == "no-body"
    assert left_out["metadata"]["flags"] == ["extract/no-article"]


def test_datasets_map_adds_the_columns(tmp_path: pathlib.Path) -> None:
    datasets = of("datasets")
    from qingliu.datasets import Clean

    rows = {"html": [PAGE, None, PAGE.replace("早市", "夜市")], "link": ["https://a.example/1"] * 3}
    dataset = datasets.Dataset.from_dict(rows)
    made = dataset.map(Clean("html", url="link", errors="column"), batched=True, batch_size=2)
    assert made["title"][:] == ["小城的早市", None, "小城的夜市"] and made["url"][0] == "https://a.example/1"
    assert "null" in made["error"][1] or "none" in made["error"][1]
    assert made["flags"][0] == [] and "removed" not in made.column_names and made["html"][0] == PAGE
    wanted = dataset.map(
        Clean(fields=["body", "removed"], errors="column"), batched=True, remove_columns=dataset.column_names, num_proc=2
    )
    assert wanted.column_names == ["body", "removed", "error"] and json.loads(wanted[0]["removed"]) == {}
    with pytest.raises(ValueError):
        Clean("html")({"html": [None]})
    foot = PAGE.replace("</html>", "<p>Copyright 2006-2023 小城茶网 版权所有</p></html>")
    taken = datasets.Dataset.from_dict({"html": [PAGE, foot]}).map(Clean(fields=["id"], removed=True, threads_as="posts"), batched=True)
    assert [len(json.loads(cell)) for cell in taken["removals"]] == [0, 1] and taken["posts"][:] == ["[]", "[]"]
    with pytest.raises(ValueError, match="titel"):
        Clean(fields=["titel"])
    raw = datasets.Dataset.from_dict({"page": [PAGE.encode("gbk")]})
    assert raw.map(Clean("page", fields=["charset"]), batched=True)["charset"][:] == ["gb18030"]


def test_datasets_finds_in_its_cache_what_the_same_rules_made(rules: pathlib.Path) -> None:
    of("datasets")
    from datasets.fingerprint import Hasher

    from qingliu.datasets import Clean

    assert Hasher.hash(Clean()) == Hasher.hash(Clean())
    assert Hasher.hash(Clean()) != Hasher.hash(Clean(convert="none"))
    before = Hasher.hash(Clean(rules=rules))
    assert before == Hasher.hash(Clean(rules=rules))
    file = rules / "ads.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("提灯", "提灯笼"), encoding="utf-8")
    assert before != Hasher.hash(Clean(rules=rules))


def test_pandas_keeps_the_index() -> None:
    pd = of("pandas")
    import qingliu.pandas

    frame = pd.DataFrame({"html": [PAGE, PAGE.encode("gbk"), None], "url": ["https://a.example/1", None, None]}, index=list("xyz"))
    made = qingliu.pandas.clean(frame, errors="column")
    assert list(made.index) == ["x", "y", "z"] and made.loc["y", "title"] == "小城的早市"
    assert made.loc["x", "url"] == "https://a.example/1" and made.loc["y", "charset"] == "gb18030"
    assert pd.isna(made.loc["z", "title"]) and isinstance(made.loc["z", "error"], str)
    assert str(made["heat"].dtype) == "Int64"
    assert qingliu.pandas.clean(frame["html"][:2], fields=["title"]).to_dict("list") == {"title": ["小城的早市"] * 2}
    with pytest.raises(ValueError):
        qingliu.pandas.clean(frame)
    assert list(qingliu.pandas.clean(frame[:0]).columns)[:2] == ["url", "title"]
    assert list(qingliu.pandas.clean(frame[:2], removed=True)["removals"]) == [[], []]
    with pytest.raises(ValueError, match="titel"):
        qingliu.pandas.clean(frame[:2], fields=["titel"])
