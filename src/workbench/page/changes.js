// What a rule changes: whether it would pass the gates, and line by line what it takes and what comes back.
"use strict";

// What `rules promote` would look at, over all groups.
Qingliu.gates = (effect) => {
  const { say, number, percent } = Qingliu;
  const sum = { hits: 0, hit_pages: 0, taken: 0, right: 0, wrong: 0, lost: 0, negatives: 0 };
  for (const [, of] of effect.groups) for (const key of Object.keys(sum)) sum[key] += of.measured[key];
  const judged = sum.right + sum.wrong;
  const passes = Object.fromEntries(effect.gates.map((one) => [one.name, one.pass]));
  return [
    { title: say("gateHits"), pass: passes.hits, figure: number(sum.hits), unit: say("gatePages", number(sum.hit_pages)), more: sum.taken > 0 && say("gateLate", number(sum.taken)) },
    judged
      ? { title: say("gatePrecision"), pass: passes.precision, figure: percent(sum.right / judged), unit: say("gateOf", number(sum.right), number(judged)) }
      : { title: say("gatePrecision"), pass: null, figure: "–", unit: say("gateNone") },
    sum.negatives
      ? { title: say("gateHonest"), pass: passes.negatives, figure: number(sum.lost), unit: say("gateHonestOf", number(sum.negatives)) }
      : { title: say("gateHonest"), pass: null, figure: "–", unit: say("gateNoHonest") },
  ];
};

// `effect` is the server's answer, `group` whose changes are shown; `on` has `open(change)` and `choose(group)`.
Qingliu.changes = ({ effect, busy, group }, on) => {
  const { element, say, number, told } = Qingliu;
  if (!effect || !effect.groups.length) return [busy && element("p", { class: "role" }, say("trying"))];

  const gate = ({ pass, figure, unit, title, more }) => element("div", { class: ["gate", pass === null ? "unknown" : pass ? "pass" : "fail"] },
    element("span", { class: "role" }, element("span", { class: "sign", "aria-hidden": "true" }, pass === null ? "·" : pass ? "✓" : "✗"), ` ${title}`),
    element("b", {}, figure), element("small", {}, unit), more && element("small", {}, more));

  const groups = effect.groups.filter(([, of]) => of.pages > 0);
  const count = (of) => of.seen.length + of.left_out;
  const open = groups.some(([name]) => name === group) ? group : (groups.find(([, of]) => of.seen.some((seen) => seen.stays)) || [...groups].sort(([, a], [, b]) => count(b) - count(a))[0] || [null])[0];
  const tab = ([name, of]) => element("button", { type: "button", role: "tab", id: `group-${name}`, "aria-selected": String(name === open), tabindex: name === open ? "0" : "-1", "aria-controls": "changes", on: { click: () => on.choose(name) } }, say(`group_${name}`), " ", element("span", { class: ["count", of.seen.some((seen) => seen.stays) && "wrong"] }, number(count(of))));
  const own = groups.find(([name]) => name === open);
  const change = (seen, index) => {
    const judgement = seen.stays === true ? "wrong" : seen.stays === false ? "right" : "unsaid";
    const words = seen.stays === true ? say("mustStay") : seen.stays === false ? say("mustGo") : say("nobodySays");
    return element("li", { class: [judgement, seen.kind] }, element("button", { type: "button", "data-change": index, on: { click: () => on.open(seen) } },
      element("span", { class: "sign", title: words, "aria-hidden": "true" }, { wrong: "✗", right: "✓", unsaid: "·" }[judgement]), element("span", { class: "unseen" }, words),
      element("span", { class: "words" }, element("span", { class: "role" }, Qingliu.shown(seen.around[0])), element(seen.kind === "removed" ? "del" : "ins", {}, Qingliu.shown(seen.text)), element("span", { class: "role" }, Qingliu.shown(seen.around[1]))),
      element("span", { class: "role from" }, seen.kind === "kept" && `${say("comesBack")} · `, seen.by !== effect.checked.id && `${seen.by} · `, `${seen.id}${seen.line ? `:${seen.line}` : ""}`)));
  };
  return [
    element("div", { class: "gates" }, Qingliu.gates(effect).map(gate)),
    busy && element("p", { class: "role" }, say("trying")),
    effect.warnings.length > 0 && element("ul", { class: "warnings", "aria-label": say("warnings") }, effect.warnings.map((warning) => element("li", {}, told(warning.message), warning.help && ` · ${told(warning.help)}`))),
    effect.failures.length > 0 && element("div", { class: "banner" }, effect.failures.map((failure) => element("p", {}, told(failure)))),
    effect.listed.length > 0 && element("details", { class: "banner" }, element("summary", {}, say("listed", number(effect.listed.length))), effect.listed.slice(0, 50).map((id) => element("p", {}, id))),
    element("div", { class: "tabs", role: "tablist", "aria-label": say("changes") }, groups.map(tab)),
    own && element("div", { id: "changes", role: "tabpanel", "aria-labelledby": `group-${open}` },
      own[1].lost + own[1].gained > 0 && element("p", { class: "role small" }, say("lost", `${own[1].lost ? `−${number(own[1].lost)}` : "0"}${own[1].gained ? ` / +${number(own[1].gained)}` : ""}`)),
      count(own[1]) ? element("ol", { class: "changes" }, own[1].seen.map(change)) : element("p", { class: "role" }, say("noChange")),
      own[1].left_out > 0 && element("p", { class: "role small" }, say("linesCut", number(own[1].left_out)))),
  ];
};
