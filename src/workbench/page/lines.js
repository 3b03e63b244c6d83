// The lines of a page: what became of each, and the rules that took it or came near.
"use strict";

// A piece of a page's own text as a person selected it: what was written out becomes what it was.
Qingliu.unshown = (text) => text.replace(/⟨([0-9A-F]{4,6})⟩/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));

// What a rule asked of a line, and what it was told.
Qingliu.accountOf = (near) => {
  const { element, say } = Qingliu;
  const figure = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  const row = (met, words) => element("li", { class: met === true ? "met" : met === false ? "unmet" : "unasked" },
    element("span", { class: "sign", "aria-hidden": "true" }, met === true ? "✓" : met === false ? "✗" : "·"),
    element("span", { class: "unseen" }, met === true ? "+ " : met === false ? "− " : ""), words);
  const rows = [];
  if (near.words.length) rows.push(row(true, [say("words"), " ", near.words.map((word) => [element("q", {}, word), " "])]));
  if (near.lacks) rows.push(row(false, ["part", "regex", "select"].includes(near.lacks) ? say(`lacks_${near.lacks}`) : say("lacks", near.lacks)));
  for (const answer of near.answers) {
    rows.push(row(answer.met, [
      element("span", { class: "role" }, say(answer.exception ? "exceptOf" : "needs")), " ", element("code", {}, answer.source),
      answer.value !== null && element("span", { class: "role" }, ` ${say("measured", figure(answer.value))}`)]));
  }
  return element("ul", { class: "account" }, rows);
};

// `view` and `near` as the server tells them. `on` has `draft(line, words)`, `open(id)`; gives the list and a way to walk.
Qingliu.linesOf = (shown, rules, on) => {
  const { element, say } = Qingliu;
  const { view, near, tried } = shown;
  let of = 0;
  const all = view.lines.map((line) => ({ line, near: line.n === 0 ? [] : near[of++] || [] }));
  const text = (line) => line.parts.map((part) => part.text).join("");
  const chip = (id) => element("button", { type: "button", class: ["chip", `family-${Qingliu.family(id, rules)}`, id === tried && "tried"], "data-rule": id, on: { click: (event) => { event.stopPropagation(); on.open(id); } } }, id);

  const why = (line, came) => {
    const takers = [...new Map(line.parts.filter((part) => part.rule).map((part) => [part.rule, part])).values()];
    const told = takers.map((part) => element("div", { class: "took" }, chip(part.rule), " ", element("span", { class: "role" }, part.rule === tried ? say("tried") : say("fired")),
      rules[part.rule] && element("p", {}, rules[part.rule].why),
      part.hit && element("p", { class: "role" }, `${say("hit")} `, element("q", {}, Qingliu.shown(part.hit)))));
    for (const spared of line.spared || []) {
      told.push(element("div", { class: "took" }, chip(spared.rule), " ", element("span", { class: "role" }, say(`spared_${spared.why}`)), " ", spared.why === "trial" && element("q", {}, Qingliu.shown(spared.text))));
    }
    for (const edit of line.edits || []) {
      told.push(element("p", { class: "role" }, element("span", { class: ["chip", `family-${Qingliu.family(edit.plan, rules)}`] }, edit.plan), " ",
        element("del", {}, Qingliu.shown(edit.was) || "∅"), " → ", element("ins", {}, Qingliu.shown(edit.now) || "∅")));
    }
    if (takers.length === 0 && !(line.spared || []).length) told.push(element("p", { class: "role" }, say("noRule")));
    if (came.length) told.push(element("h3", {}, say("nearTitle")));
    else if (takers.length === 0) told.push(element("p", { class: "role" }, say("noNear")));
    for (const one of came) {
      told.push(element("div", { class: "near" }, chip(one.rule), " ",
        element("span", { class: "role" }, say(`because_${one.because}`, one.by)),
        one.because === "conditions" ? Qingliu.accountOf(one) : null));
    }
    const draft = line.n > 0 && element("button", { type: "button", class: "draft", on: { click: () => on.draft(text(line)) } }, say("draft"), " ", element("kbd", {}, "d"));
    return element("div", { class: "why" }, told, draft);
  };

  const list = element("ol", { class: "lines", "aria-label": view.record.id });
  const entries = all.map(({ line, near: came }, index) => {
    const whole = line.parts.some((part) => part.rule) && line.parts.every((part) => part.rule || !part.text.trim());
    const takers = [...new Set(line.parts.filter((part) => part.rule).map((part) => part.rule))];
    const role = whole ? "removed" : line.role;
    const words = line.parts.map((part) => (part.rule
      ? element("span", { class: ["cut", `family-${Qingliu.family(part.rule, rules)}`, part.rule === tried && "tried"] }, Qingliu.shown(part.text))
      : part.field ? [element("span", { class: "field" }, part.field), " ", Qingliu.shown(part.text)] : Qingliu.shown(part.text)));
    const row = element("div", { class: "line", tabindex: index === 0 ? "0" : "-1", role: "button", "aria-expanded": "false" },
      element("span", { class: "number" }, line.n || "·"),
      element("span", { class: "text" }, words, line.cut ? element("span", { class: "role" }, ` … ${say("characters", line.cut)}`) : null),
      element("span", { class: "became" },
        takers.length ? takers.map((id) => element("span", { class: ["chip", `family-${Qingliu.family(id, rules)}`, id === tried && "tried"] }, id === tried ? say("tried") : id))
          : element("span", { class: "role" }, line.n === 0 ? `<${line.role}>` : line.parts.some((part) => part.field) && line.role !== "body" ? say("fields") : say(line.role)),
        (line.spared || []).filter((s) => s.why === "trial").map((s) => element("span", { class: ["chip", `family-${Qingliu.family(s.rule, rules)}`] }, `${s.rule} · ${say("onTrial")}`)),
        came.length > 0 && element("span", { class: "count" }, say("near", came.length))));
    const item = element("li", { class: [`role-${role}`, takers.includes(tried) && "tried"], "data-n": line.n }, row);
    return { item, row, line, came, text: text(line), open: null };
  });
  list.append(...entries.map((entry) => entry.item));

  const toggle = (entry, wanted) => {
    const open = wanted ?? !entry.open;
    if (open && !entry.open) entry.item.append(entry.open = why(entry.line, entry.came));
    if (!open && entry.open) {
      entry.open.remove();
      entry.open = null;
    }
    entry.row.setAttribute("aria-expanded", String(open));
  };
  const makeCurrent = (entry) => entries.forEach((other) => { other.row.tabIndex = other === entry ? 0 : -1; });
  const focus = (entry) => {
    makeCurrent(entry);
    entry.row.focus();
    entry.row.scrollIntoView({ block: "nearest" });
  };
  const current = () => entries.find((entry) => entry.row === document.activeElement) || entries.find((entry) => entry.row.tabIndex === 0);

  list.addEventListener("click", (event) => {
    const entry = entries.find((other) => other.row.contains(event.target));
    // Whoever selects words wants them, not the explanation.
    if (!entry || String(getSelection()).trim()) return;
    makeCurrent(entry);
    toggle(entry);
  });
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const entry = entries.find((other) => other.row === event.target);
    if (!entry) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step) {
      const next = entries[entries.indexOf(entry) + step];
      if (next) focus(next);
    } else if (event.key === "Enter" || event.key === " ") toggle(entry);
    else return;
    event.preventDefault();
  });

  return {
    list,
    current,
    // The lines that a selection touches, and its words where they are a part of one.
    selected: () => {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return null;
      const range = selection.getRangeAt(0);
      const touched = entries.filter((entry) => entry.line.n > 0 && range.intersectsNode(entry.row.querySelector(".text")));
      const words = Qingliu.unshown(String(selection)).trim();
      if (touched.length === 0 || !words) return null;
      const part = touched.length === 1 && touched[0].text.trim() !== words && touched[0].text.includes(words);
      return { lines: touched.map((entry) => entry.text), words: part ? words : null, at: range.getBoundingClientRect() };
    },
    open: (n) => entries.filter((entry) => entry.line.n === n).forEach((entry) => toggle(entry, true)),
    // To a line; the focus goes along unless somebody is at work elsewhere.
    go: (n, isFocused = true) => {
      const entry = entries.find((other) => other.line.n === n);
      if (!entry) return;
      makeCurrent(entry);
      if (isFocused) entry.row.focus();
      entry.row.scrollIntoView({ block: "center" });
    },
    first: () => entries[0] && focus(entries[0]),
  };
};
