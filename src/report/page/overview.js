// What the report shows first: figures over all records, each chart a table whose bars lead to the pages behind them.
"use strict";

// `data` is the report's; `all` is the number of pages with a record; `link` makes an address, `lengthLabel` names a class of
// lengths, and `sorted` orders counts.
Qingliu.overview = (data, { all, lengthLabel, link, sorted }) => {
  const { element, say, number, percent } = Qingliu;
  const { stats, rules, pages } = data;
  const FIELDS = ["title", "date", "heat", "source", "author", "body", "url"];

  const card = (name, ...content) => {
    const id = `chart-${name}`;
    return element("section", { class: ["card", name], "aria-labelledby": id }, element("h2", { id }, say(name)), content);
  };
  const counted = (name, door, counts, label = (value) => value) => {
    const rows = sorted(counts).map(([value, count]) => ({
      label: label(value), value: count, href: link({ list: `${door}:${value}` }), family: door === "flag" ? Qingliu.family(value, rules) : door,
      figures: [number(count), percent(count / Math.max(1, all))],
    }));
    return card(name, rows.length ? Qingliu.bars(rows, { columns: [say("value"), say("count"), say("share")], total: door === "verdict" || door === "script" ? all : undefined })
      : element("p", { class: "role" }, say("empty")));
  };

  const lengthShort = (from) => (from >= 1000 ? `${from / 1000}k` : String(from));

  const errors = Object.values(stats.errors).reduce((sum, count) => sum + count, 0);
  const byRules = Object.entries(stats.removed).filter(([id]) => Qingliu.family(id, rules) !== "stage");
  const taken = byRules.reduce((sum, [, removed]) => sum + removed.chars, 0);
  const tile = (figure, words, href, kind) => element(href ? "a" : "div", { class: ["tile", kind], href }, element("b", {}, figure), element("span", {}, words));
  const byTaken = byRules.sort((a, b) => b[1].chars - a[1].chars);
  const stageRows = Object.entries(stats.seconds).sort((a, b) => b[1] - a[1]);
  const seconds = stageRows.reduce((sum, [, value]) => sum + value, 0);
  return [
    element("h1", { class: "unseen" }, say("overview")),
    element("div", { class: "tiles" },
      tile(number(data.read), say("pagesRead"), "#list=all"),
      tile(percent((stats.fields.body || 0) / Math.max(1, all)), say("bodies"), link({ list: "with:body" })),
      tile(number(stats.verdict.reject || 0), say("rejected"), link({ list: "verdict:reject" }), "reject"),
      tile(number(taken), say("removedChars"), "#rules"),
      tile(number(errors), say("errors"), errors ? "#errors" : undefined, errors ? "reject" : undefined)),
    element("dl", { class: "provenance" },
      element("div", {}, element("dt", {}, say("inputs")), element("dd", {}, data.inputs.join(" ") || "-")),
      element("div", {}, element("dt", {}, say("sample")), element("dd", {}, say("sampleOf", number(pages.length), number(all), data.seed)))),
    data.run_rules && data.run_rules !== data.rules_hash && element("p", { class: "banner", role: "note" }, say("otherRules", data.run_rules.slice(0, 12), data.rules_hash.slice(0, 12))),
    element("div", { class: "cards" },
      card("removedBy", Qingliu.bars(byTaken.map(([id, removed]) => ({
        label: id, value: removed.chars, href: link({ rule: id }), family: Qingliu.family(id, rules), title: (rules[id] || {}).why,
        figures: [number(removed.chars), number(removed.pages)],
      })), { columns: [say("rule"), say("charactersTaken"), say("count")], most: 14 })),
      counted("flags", "flag", stats.flags),
      counted("verdicts", "verdict", stats.verdict, (value) => say(value)),
      card("lengths", Qingliu.columns(stats.body_length.map((length) => ({
        label: say("characters", lengthLabel(length.from)), short: lengthShort(length.from), value: length.pages, href: link({ list: `length:${length.from}` }),
        figures: [number(length.pages), percent(length.pages / Math.max(1, all))],
      })), [say("lengths"), say("count"), say("share")])),
      card("fieldCoverage", Qingliu.bars(FIELDS.map((field) => ({
        label: field, value: stats.fields[field] || 0, href: link({ list: `with:${field}` }), family: "field",
        figures: [percent((stats.fields[field] || 0) / Math.max(1, all)), element("a", { href: link({ list: `without:${field}` }) }, number(all - (stats.fields[field] || 0)))],
      })), { columns: [say("fields"), say("share"), say("without")], total: all })),
      counted("charsets", "charset", stats.charset),
      counted("scripts", "script", stats.script),
      card("stages", stageRows.length
        ? [Qingliu.bars(stageRows.map(([stage, value]) => ({
          label: stage, value, href: data.source === "pages" ? link({ list: `stage:${stage}` }) : undefined, family: "stage",
          figures: [percent(value / Math.max(1e-9, seconds)), number((value / Math.max(1, all)) * 1000, 2)],
        })), { columns: [say("stage"), say("share"), say("msPerPage")] }), element("p", { class: "role" }, say("timeNote", number(seconds, 1)))]
        : element("p", { class: "role" }, say("empty"))),
      card("errors", errors
        ? Qingliu.bars(sorted(stats.errors).map(([kind, count]) => ({ label: kind, value: count, href: "#errors", family: "spam", figures: [number(count)] })), { columns: [say("errors"), say("count")] })
        : element("p", { class: "role" }, say("empty")))),
  ];
};
