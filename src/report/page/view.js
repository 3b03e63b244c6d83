// A page before and after, line by line: what rules took, what passes rewrote, which fields were read where.
"use strict";

// Lines in a row that nothing happened to are folded when there are more than so many.
Qingliu.FOLD = 5;

// What is said of an element when the pointer is over it or it has the focus: a function that makes the nodes.
Qingliu.tips = new WeakMap();

// The rule behind some words: its id, why it is there, what it hit.
Qingliu.whyTip = (id, rules, hit) => {
  const { element, say } = Qingliu;
  const rule = rules[id];
  return [
    element("strong", { class: ["chip", `family-${Qingliu.family(id, rules)}`] }, id),
    rule && rule.trial && element("em", {}, ` ${say("onTrial")}`),
    rule && rule.why && element("p", {}, rule.why),
    hit && element("p", { class: "hit" }, `${say("hit")} `, element("q", {}, Qingliu.shown(hit))),
  ];
};

// Shows tips within `root`; there is one place for them, `tip`.
Qingliu.showTips = (root, tip) => {
  let of = null;
  const hide = () => {
    if (of) of.removeAttribute("aria-describedby");
    of = null;
    tip.hidden = true;
  };
  const show = (event) => {
    let element = event.target instanceof Element ? event.target : null;
    while (element && !Qingliu.tips.has(element)) element = element.parentElement;
    if (!element) return hide();
    if (element === of) return;
    hide();
    of = element;
    Qingliu.fill(tip, Qingliu.tips.get(element)());
    tip.hidden = false;
    element.setAttribute("aria-describedby", tip.id);
    place();
  };
  const place = () => {
    const words = of.getClientRects()[0] || of.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    tip.style.left = `${Math.max(8, Math.min(words.left, width - tip.offsetWidth - 8))}px`;
    const below = words.bottom + 6;
    const fits = below + tip.offsetHeight < document.documentElement.clientHeight;
    tip.style.top = `${fits ? below : Math.max(8, words.top - tip.offsetHeight - 6)}px`;
  };
  root.addEventListener("mouseover", show);
  root.addEventListener("focusin", show);
  root.addEventListener("mouseleave", hide);
  root.addEventListener("focusout", hide);
  // A page may still be scrolling to the words when the tip is there: it goes along, as long as they are to be seen.
  addEventListener("scroll", () => {
    if (!of) return;
    const { top, bottom } = of.getBoundingClientRect();
    if (bottom < 0 || top > document.documentElement.clientHeight) hide();
    else place();
  }, { passive: true });
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  return hide;
};

// What was rewritten: pieces of { text } that stayed, { gone } and { come }.
Qingliu.difference = (was, now) => {
  const before = [...was];
  const after = [...now];
  // Conversion rewrites every other character, and each stays at its place.
  if (before.length === after.length) {
    const pieces = [];
    let from = 0;
    for (let at = 1; at <= before.length; at++) {
      const same = before[from] === after[from];
      if (at < before.length && (before[at] === after[at]) === same) continue;
      const text = before.slice(from, at).join("");
      if (same) pieces.push({ text });
      else pieces.push({ gone: text }, { come: after.slice(from, at).join("") });
      from = at;
    }
    return pieces;
  }
  const changes = Diff.diffChars(was, now, { timeout: 200 });
  if (!changes) return [{ gone: was }, { come: now }];
  return changes.map((change) =>
    change.removed ? { gone: change.value } : change.added ? { come: change.value } : { text: change.value });
};

// The pieces of a line, cut where its parts end: each { text, part } or { gone } or { come, part }, with what the
// neighbour of an edited one was.
Qingliu.pieces = (line) => {
  const now = line.parts.map((part) => part.text).join("");
  const changes = line.was === undefined ? [{ text: now }] : Qingliu.difference(line.was, now);
  const pieces = [];
  let index = 0;
  let left = line.parts.length ? line.parts[0].text.length : 0;
  changes.forEach((change, place) => {
    if (change.gone !== undefined) {
      const next = changes[place + 1];
      pieces.push({ gone: change.gone, now: next && next.come !== undefined ? next.come : "" });
      return;
    }
    let text = change.text ?? change.come;
    const kind = change.text !== undefined ? "text" : "come";
    const last = changes[place - 1];
    const was = kind === "come" && last && last.gone !== undefined ? last.gone : "";
    while (text && index < line.parts.length) {
      const piece = text.slice(0, left);
      if (piece) pieces.push({ [kind]: piece, was, part: line.parts[index] });
      text = text.slice(piece.length);
      left -= piece.length;
      if (left === 0) left = ++index < line.parts.length ? line.parts[index].text.length : 0;
    }
  });
  return pieces;
};

// The plan that rewrote some words: the one with the smallest edit that holds them.
Qingliu.plan = (line, was, now) => {
  const holds = (line.edits || []).filter((edit) => edit.was.includes(was) && edit.now.includes(now));
  holds.sort((a, b) => a.was.length - b.was.length);
  return holds.length ? holds[0].plan : ((line.edits || [])[0] || {}).plan || "repair";
};

Qingliu.view = (view, { rules }) => {
  const { element, say, shown } = Qingliu;

  const ruleLink = (id, words, hit) => {
    const link = element("a", { class: ["chip", `family-${Qingliu.family(id, rules)}`], href: `#rule=${encodeURIComponent(id)}` }, words);
    Qingliu.tips.set(link, () => Qingliu.whyTip(id, rules, hit));
    return link;
  };

  const cut = (part, text) => {
    const link = element("a", {
      class: ["cut", `family-${Qingliu.family(part.rule, rules)}`],
      href: `#rule=${encodeURIComponent(part.rule)}`,
      "data-rule": part.rule,
    }, shown(text));
    Qingliu.tips.set(link, () => Qingliu.whyTip(part.rule, rules, part.hit === text ? "" : part.hit));
    return link;
  };

  const edited = (tag, line, text, was, now) => {
    const plan = Qingliu.plan(line, was, now);
    const mark = element(tag, { class: ["edit", `family-${Qingliu.family(plan, rules)}`], tabindex: plan.startsWith("convert/") ? null : "0" }, shown(text));
    Qingliu.tips.set(mark, () => [
      element("strong", { class: ["chip", `family-${Qingliu.family(plan, rules)}`] }, plan),
      element("p", {}, element("del", {}, shown(was) || "∅"), " → ", element("ins", {}, shown(now) || "∅")),
    ]);
    return mark;
  };

  const before = (line, pieces) => pieces.map((piece) => {
    if (piece.gone !== undefined) return edited("del", line, piece.gone, piece.gone, piece.now);
    if (piece.come !== undefined) return null;
    return piece.part.rule ? cut(piece.part, piece.text) : shown(piece.text);
  });

  // What of the line is in the record: its words in the body, and those that fields were read from.
  const after = (line, pieces) => {
    const stays = (piece) => piece.gone === undefined && !piece.part.rule && (line.role === "body" || piece.part.field);
    const out = [];
    let field = null;
    for (const piece of pieces.filter(stays)) {
      if (piece.part.field && piece.part.field !== field) out.push(element("span", { class: "field" }, piece.part.field), " ");
      field = piece.part.field;
      out.push(piece.come !== undefined ? edited("ins", line, piece.come, piece.was, piece.come) : shown(piece.text));
    }
    return out;
  };

  const row = (line) => {
    const pieces = Qingliu.pieces(line);
    const takers = [...new Map(line.parts.filter((part) => part.rule).map((part) => [part.rule, part])).values()];
    const stays = after(line, pieces);
    const notes = [];
    if (line.unsure) notes.push(element("p", { class: "note unsure" }, `${say("leftAlone")} `, line.unsure.map((spot) => [element("q", {}, shown(spot)), " "])));
    for (const spared of line.spared || []) {
      notes.push(element("p", { class: "note" }, ruleLink(spared.rule, spared.rule), ` ${say(`spared_${spared.why}`)} `,
        spared.why === "trial" && element("q", {}, shown(spared.text))));
    }
    const repaired = (line.edits || []).some((edit) => !edit.plan.startsWith("convert/"));
    const happened = takers.length > 0 || repaired || notes.length > 0 || line.parts.some((part) => part.field);
    const whole = takers.length > 0 && line.parts.every((part) => part.rule || !part.text.trim());
    const role = whole ? "removed" : line.parts.some((part) => part.field) ? "field" : line.role;
    const said = stays.length ? null : whole ? null : element("span", { class: "role" }, line.n === 0 ? `<${line.role}>` : say(line.role));
    const tr = element("tr", { class: [`role-${role}`, happened ? "changed" : "unchanged", line.n === 0 && "head"], id: line.n ? `line-${line.n}` : null },
      element("th", { scope: "row" }, line.n || "·"),
      element("td", { class: "before" }, before(line, pieces), line.cut ? element("span", { class: "note" }, ` … ${say("characters", line.cut)}`) : null),
      element("td", { class: ["after", !happened && stays.length > 0 && line.was === undefined && "same"] },
        stays.length > 0 && element("span", { class: "text" }, stays), said,
        takers.length > 0 && element("span", { class: "takers" }, takers.map((part) => [ruleLink(part.rule, part.rule, part.hit), " "])),
        notes));
    return { tr, dull: !happened && stays.length === 0, role };
  };

  // Folds what is dull; a fold opens for good.
  const folded = (rows) => {
    const out = [];
    for (let from = 0; from < rows.length;) {
      let to = from;
      while (to < rows.length && rows[to].dull) to++;
      const run = rows.slice(from, to);
      if (run.length > Qingliu.FOLD) {
        const roles = [...new Set(run.map((r) => say(r.role)))].join(", ");
        const button = element("button", { type: "button" }, say("linesFolded", run.length, roles));
        const fold = element("tr", { class: "fold unchanged" }, element("td", { colspan: "3" }, button));
        run.forEach((r) => { r.tr.hidden = true; });
        button.addEventListener("click", () => {
          run.forEach((r) => { r.tr.hidden = false; });
          const next = run[0].tr;
          fold.remove();
          next.tabIndex = -1;
          next.focus();
        });
        out.push(fold);
      }
      out.push(...run.map((r) => r.tr));
      if (to < rows.length) out.push(rows[to++].tr);
      from = to;
    }
    return out;
  };

  const table = (head, rows, kind) => element("table", { class: ["page", kind] },
    element("thead", {}, element("tr", {}, head.map((words, column) => element("th", { scope: "col", class: ["line", "before", "after"][column] }, words)))),
    element("tbody", {}, rows));

  // Without the page: what was removed on the one side, the body on the other.
  const ofRecord = () => {
    const removed = (view.removed || []).map((removal) =>
      element("tr", { class: "role-removed changed" },
        element("th", { scope: "row" }, removal.line || "·"),
        element("td", { class: "before" }, cut({ rule: removal.rule, hit: removal.hit }, removal.text)),
        element("td", { class: "after" }, ruleLink(removal.rule, removal.rule, removal.hit))));
    return [
      element("p", { class: "banner", role: "note" }, view.removed ? say("noBefore") : say("noRemoved")),
      element("div", { class: "halves" },
        element("section", { "aria-label": say("removed") }, element("h2", {}, say("removed")),
          removed.length ? table([say("line"), say("removed"), say("rule")], removed, "removals") : element("p", { class: "role" }, say("empty"))),
        element("section", { "aria-label": say("body") }, element("h2", {}, say("body")),
          element("div", { class: "article" }, view.record.body.split("\n").map((paragraph) => element("p", {}, shown(paragraph)))))),
    ];
  };

  const parts = view.lines
    ? [table([say("line"), say("before"), say("after")], folded(view.lines.map(row)), "aligned")]
    : ofRecord();
  if (view.lines_left_out) parts.push(element("p", { class: "banner", role: "note" }, say("linesCut", Qingliu.number(view.lines_left_out))));
  if (view.body_is_cut) parts.push(element("p", { class: "banner", role: "note" }, say("bodyCut")));
  if (view.body_was) {
    parts.push(element("details", { class: "banner" }, element("summary", {}, say("bodyWas")), element("pre", {}, shown(view.body_was))));
  }
  return parts;
};

// What the record says, each field with what found it.
Qingliu.recordTable = (view) => {
  const { element, say, shown } = Qingliu;
  const fields = ["title", "date", "heat", "source", "author"].map((name) => {
    const value = view.record[name];
    const found = view.found[name];
    const how = found && (found[1] ? say("foundOnLine", found[0], found[1]) : say("foundBy", found[0]));
    return element("div", {}, element("dt", {}, name),
      element("dd", {}, value === null ? element("span", { class: "role" }, say("notTold")) : shown(String(value)), how && element("small", {}, how)));
  });
  const body = element("div", {}, element("dt", {}, "body"),
    element("dd", {}, say("characters", Qingliu.number([...view.record.body].length))));
  const read = element("div", {}, element("dt", {}, "charset"), element("dd", {}, `${view.record.charset} · ${view.record.script}`));
  return element("dl", { class: "record" }, fields, body, read);
};
