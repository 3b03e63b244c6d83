// The report: overview, lists of pages, pages, rules, search; which of them is open is said by the address.
"use strict";

(() => {
  const { element, say, number, percent, fill } = Qingliu;
  const data = JSON.parse(document.getElementById("data").textContent);
  const { stats, rules, pages } = data;
  const { cleaned, door, doors, lengthLabel, link, pageLink, listLink } = Qingliu.doors(data);

  // ---- The frame

  const app = document.getElementById("app");
  const main = element("main", { id: "main", tabindex: "-1" });
  const tip = element("div", { id: "tip", role: "tooltip", hidden: true });
  const live = element("div", { class: "unseen", role: "status", "aria-live": "polite" });
  const search = element("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" });
  const header = element("header");
  const help = element("dialog", { id: "help", "aria-labelledby": "help-title" });
  const licences = element("dialog", { id: "licences-shown" });
  const footer = element("footer");

  const drawFrame = () => {
    document.documentElement.lang = Qingliu.language === "zh" ? "zh-Hans" : "en";
    const skip = element("button", { type: "button", class: "skip", on: { click: () => main.focus() } }, say("skip"));
    search.setAttribute("aria-label", say("search"));
    search.placeholder = say("search");
    const tab = (href, words) => element("a", { href }, words);
    fill(header,
      skip,
      element("a", { class: "brand", href: "#" }, element("b", { lang: "zh-Hans" }, "清流"), element("span", {}, ` qingliu · ${say("report")}`)),
      element("nav", { "aria-label": say("report") }, tab("#", say("overview")), tab("#list=all", say("pages")), tab("#rules", say("rules"))),
      element("div", { class: "tools" }, element("div", { role: "search" }, search),
        Qingliu.languageButton(() => { drawFrame(); draw(); }), Qingliu.themeButton()));
    fill(footer,
      element("p", {}, `qingliu ${data.qingliu} · ${say("rules")} ${data.rules_hash.slice(0, 12)}`),
      element("button", { type: "button", class: "quiet", on: { click: () => help.showModal() } }, say("keys")),
      element("button", { type: "button", class: "quiet", on: { click: () => licences.showModal() } }, say("licences")));
    const key = (keys, words) => element("div", {}, element("dt", {}, keys.map((k) => [element("kbd", {}, k), " "])), element("dd", {}, words));
    fill(help, element("h2", { id: "help-title" }, say("keys")),
      element("dl", { class: "keys" }, key(["j", "k"], say("keyWalk")), key(["n", "p"], say("keyCut")), key(["/"], say("keySearch")), key(["u"], say("keyBack")), key(["?"], say("keyHelp"))),
      element("form", { method: "dialog" }, element("button", {}, say("close"))));
    fill(licences, element("h2", {}, say("licences")),
      element("p", {}, "qingliu: MIT OR Apache-2.0"), element("p", {}, "jsdiff:"),
      element("pre", {}, document.getElementById("licences").textContent),
      element("form", { method: "dialog" }, element("button", {}, say("close"))));
  };

  // ---- Errors and rules

  const sorted = (counts) => Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const errorList = () => [
    element("h1", {}, say("errors")),
    sorted(stats.errors).map(([kind, count]) => {
      const known = data.failures[kind] || [];
      return element("section", { class: "card" }, element("h2", {}, `${kind} · ${number(count)}`),
        known.length
          ? element("table", { class: "plain" }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "id"), element("th", { scope: "col" }, say("stage")), element("th", { scope: "col" }, say("message")))),
            element("tbody", {}, known.map((failure) => element("tr", {}, element("th", { scope: "row" }, Qingliu.shown(failure.id)), element("td", {}, failure.stage), element("td", {}, Qingliu.shown(failure.message))))))
          : element("p", { class: "role" }, say("errorsNotKnown")));
    }),
  ];

  const ruleList = () => {
    const rows = Object.entries(rules).map(([id, rule]) => ({ id, rule, removed: stats.removed[id] || { chars: 0, pages: 0 } }))
      .concat(Object.entries(stats.removed).filter(([id]) => !rules[id]).map(([id, removed]) => ({ id, rule: { why: "" }, removed })))
      .sort((a, b) => b.removed.chars - a.removed.chars || (a.id < b.id ? -1 : 1));
    return [element("h1", {}, say("rules")),
      element("section", { class: "card" }, Qingliu.bars(rows.map(({ id, rule, removed }) => ({
        label: id, value: removed.chars, href: link({ rule: id }), family: Qingliu.family(id, rules), title: rule.why, figures: [number(removed.chars), number(removed.pages)],
      })), { columns: [say("rule"), say("charactersTaken"), say("count")], most: 60 }))];
  };

  const ruleHead = (id) => {
    const rule = rules[id];
    const removed = stats.removed[id];
    return [
      element("h1", {}, element("span", { class: ["chip", "large", `family-${Qingliu.family(id, rules)}`] }, id), rule && rule.trial && element("em", {}, ` ${say("onTrial")}`)),
      element("p", { class: "why" }, rule ? rule.why : say("ruleUnknown")),
      element("p", {}, removed ? say("ruleTook", number(removed.chars), number(removed.pages)) : say("notFired")),
    ];
  };

  // ---- Lists of pages

  const share = (page) => (page.visible ? page.taken / page.visible : 0);
  const time = (page, stage) => page.took.filter(([name]) => !stage || name === stage).reduce((sum, [, took]) => sum + took, 0);
  const SORTS = {
    worst: () => 0,
    removed: (a, b) => share(b) - share(a),
    margin: (a, b) => a.margin - b.margin,
    unsure: (a, b) => b.unsure - a.unsure,
    edited: (a, b) => b.edited - a.edited,
    id: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    time: (a, b, stage) => time(b, stage) - time(a, stage),
  };
  let sort = null;

  const inOrder = (list) => {
    const { members, of, kind, value } = door(list);
    const order = sort || of.sort || "worst";
    const stage = kind === "stage" ? value : "";
    return { order, members: [...members].sort((a, b) => SORTS[order](pages[a], pages[b], stage) || a - b) };
  };

  const chips = (page) => [
    page.verdict === "reject" && element("span", { class: ["chip", "family-spam"] }, say("reject")),
    page.flags.map((flag) => [element("a", { class: ["chip", `family-${Qingliu.family(flag, rules)}`], href: link({ list: `flag:${flag}` }) }, flag), " "]),
  ];
  const measures = (page, stage) => [
    page.taken > 0 && element("span", {}, say("removedShare", percent(share(page)))),
    page.rival > 0 && element("span", { title: say("marginWhy") }, say("margin", number(page.margin, 2))),
    page.unsure > 0 && element("span", {}, say("unsure", number(page.unsure))),
    page.edited > 0 && element("span", {}, say("edits", number(page.edited))),
    stage !== undefined && page.took.length > 0 && element("span", {}, say("milliseconds", number(time(page, stage), 2))),
    element("span", {}, say("characters", number(page.body))),
  ];

  const pageRow = (at, list, snippet, stage) => {
    const page = pages[at];
    return element("li", {},
      element("a", { class: "open", href: pageLink(at, list) },
        element("b", {}, Qingliu.shown(page.title || page.id)),
        page.title && element("small", {}, Qingliu.shown(page.id))),
      element("span", { class: "chips" }, chips(page)),
      element("span", { class: "measures" }, measures(page, stage)),
      snippet && element("q", {}, Qingliu.shown(snippet[0]), element("mark", {}, Qingliu.shown(snippet[1])), Qingliu.shown(snippet[2])),
      Qingliu.size(element("span", { class: "taken", "aria-hidden": "true" }), "--share", share(page)));
  };

  const pageList = (list, heading) => {
    const { kind, value, title, of } = door(list);
    const { order, members } = inOrder(list);
    const choose = element("select", { id: "sort", on: { change: () => { sort = choose.value; draw(); document.getElementById("sort").focus(); } } },
      Object.keys(SORTS).filter((name) => name !== "time" || data.source === "pages").map((name) => element("option", { value: name, selected: name === order }, say(`sort_${name}`))));
    return [
      heading || element("h1", {}, title),
      element("div", { class: "listing" },
        element("p", {}, say("inSample", number(members.length), number(of.all(value) || 0))),
        element("label", {}, `${say("sort")} `, choose)),
      members.length ? element("ol", { class: "pages" }, members.map((at) => pageRow(at, list, null, kind === "stage" ? value : order === "time" ? "" : undefined)))
        : element("p", { class: "role" }, say("nonePages")),
    ];
  };

  // ---- A page

  const unpacked = new Map();
  const unpack = (at) => {
    if (!unpacked.has(at)) unpacked.set(at, Qingliu.unpack(document.getElementById(`view-${at}`).textContent));
    // What was opened last is kept, and some before it.
    if (unpacked.size > 40) unpacked.delete(unpacked.keys().next().value);
    return unpacked.get(at);
  };

  const legend = () => element("ul", { class: "legend", "aria-label": say("families") },
    ["spam", "ads", "boilerplate", "fields", "repair", "convert"].map((family) => element("li", {}, element("span", { class: ["chip", `family-${family}`] }, family))));

  const pageView = async (at, list) => {
    const page = pages[at];
    const { members } = inOrder(list);
    const place = members.indexOf(at);
    const step = (by, words, id) => {
      const other = members[place + by];
      return element("a", { class: ["step", other === undefined && "none"], id, href: other === undefined ? undefined : pageLink(other, list), "aria-disabled": other === undefined ? "true" : undefined }, words);
    };
    const view = await unpack(at);
    const shown = element("div", { class: "shown" }, Qingliu.view(view, { rules }));
    const lines = element("select", { id: "lines", on: { change: () => { shown.dataset.lines = lines.value; } } },
      element("option", { value: "all" }, say("allLines")), element("option", { value: "changed" }, say("changedLines")));
    const copy = element("button", { type: "button", class: "quiet", on: { click: async () => {
      try {
        await navigator.clipboard.writeText(location.href.split("#")[0] + pageLink(at));
        live.textContent = copy.textContent = say("copied");
      } catch {
        location.hash = pageLink(at);
      }
    } } }, say("copyLink"));
    return [
      element("nav", { class: "walk", "aria-label": say("pages") },
        element("a", { href: listLink(list), id: "back" }, `← ${door(list).title}`),
        element("span", {}, say("of", number(place + 1), number(members.length))),
        step(-1, `↑ ${say("previous")}`, "previous"), step(1, `↓ ${say("next")}`, "next")),
      element("h1", {}, Qingliu.shown(page.title || page.id)),
      element("p", { class: "where" }, element("code", {}, Qingliu.shown(page.id)), page.url && element("code", {}, Qingliu.shown(page.url)), copy),
      element("p", { class: "chips" }, chips(page)),
      element("p", { class: "measures" }, measures(page, list.startsWith("stage:") ? list.slice(6) : undefined),
        element("span", {}, `${say("whySampled")} ${page.lists.map((name) => (name.includes(":") ? name : say(`list_${name}`))).slice(0, 4).join(", ")}`)),
      Qingliu.recordTable(view),
      element("div", { class: "listing" }, legend(), view.lines && element("label", {}, `${say("show")} `, lines)),
      shown,
    ];
  };

  const searched = Qingliu.searched({ pages, doors, pageRow });

  // ---- Which of them is open

  const open = () => {
    const hash = location.hash.replace(/^#/, "");
    const said = {};
    for (const pair of hash.split("&").filter(Boolean)) {
      const at = pair.indexOf("=");
      try {
        said[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? "" : decodeURIComponent(pair.slice(at + 1));
      } catch {
        // Not a link of ours.
      }
    }
    return said;
  };

  let drawn = 0;
  let list = "all";
  const draw = async () => {
    const mine = ++drawn;
    const said = open();
    let content;
    let title = say("report");
    main.dataset.at = "";
    if (said.page !== undefined) {
      const n = Number(said.n);
      const at = said.n !== undefined && pages[n] && pages[n].id === said.page ? n : pages.findIndex((page) => page.id === said.page);
      list = said.in || "all";
      // The list of a search is there only while it is open.
      if (list.startsWith("search:") && searched.query() !== list.slice(7)) list = "all";
      if (at >= 0 && !door(list).members.includes(at)) list = "all";
      content = at >= 0 ? await pageView(at, list) : [element("h1", {}, said.page), element("p", {}, say("notThere"))];
      title = at >= 0 ? pages[at].title || said.page : said.page;
      if (at >= 0) main.dataset.at = String(at);
    } else if (said.rule !== undefined) {
      list = `rule:${said.rule}`;
      content = pageList(list, ruleHead(said.rule));
      title = said.rule;
    } else if (said.list !== undefined) {
      list = said.list;
      content = pageList(list);
      title = door(list).title;
    } else if (said.search !== undefined) {
      if (document.activeElement !== search) search.value = said.search;
      content = searched.view(said.search);
      title = said.search;
    } else if (said.rules !== undefined) content = ruleList();
    else if (said.errors !== undefined) content = errorList();
    else content = Qingliu.overview(data, { all: cleaned(), lengthLabel, link, sorted });
    // Something else has been opened in the meantime.
    if (mine !== drawn) return;
    hideTip();
    fill(main, content);
    main.dataset.view = Object.keys(said)[0] || "overview";
    document.title = `${title} · qingliu`;
    for (const tab of header.querySelectorAll("nav a")) {
      const here = tab.getAttribute("href") === (location.hash || "#");
      if (here) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (said.search !== undefined) searched.go();
  };

  addEventListener("hashchange", async () => {
    await draw();
    if (document.activeElement === search) return;
    scrollTo(0, 0);
    // A screen reader begins with what is new.
    main.focus({ preventScroll: true });
    const heading = main.querySelector("h1");
    live.textContent = heading ? heading.textContent : "";
  });

  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      const query = search.value.trim();
      const hash = query ? link({ search: query }) : "#";
      // What is typed letter by letter is one step of the history. Of others the event below is told, and draws.
      if (open().search === undefined) location.hash = hash;
      else {
        history.replaceState(null, "", hash);
        draw();
      }
    }, 150);
  });

  // ---- Keys

  const walk = (by) => {
    if (main.dataset.view === "page") {
      const to = document.getElementById(by > 0 ? "next" : "previous");
      if (to && to.hasAttribute("href")) location.hash = to.getAttribute("href");
      return;
    }
    const rows = [...main.querySelectorAll("ol.pages a.open")];
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) next.focus();
  };
  const walkCuts = (by) => {
    const cuts = [...main.querySelectorAll("tr:not([hidden]) .cut, tr:not([hidden]) .edit[tabindex]")].filter((cut) => cut.offsetParent);
    const at = cuts.indexOf(document.activeElement);
    const next = cuts[at < 0 ? (by > 0 ? 0 : cuts.length - 1) : at + by];
    if (!next) return;
    next.scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true });
  };
  const KEYS = {
    j: () => walk(1),
    k: () => walk(-1),
    n: () => walkCuts(1),
    p: () => walkCuts(-1),
    u: () => { if (main.dataset.view === "page") location.hash = listLink(list); },
    "/": () => { search.focus(); search.select(); },
    "?": () => help.showModal(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || licences.open) return;
    const typed = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (typed) {
      if (event.key === "Escape" && event.target === search) main.focus();
      if (event.key === "Enter" && event.target === search) walk(1);
      return;
    }
    if (event.key in KEYS) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  fill(app, header, main, footer, live, tip, help, licences);
  const hideTip = Qingliu.showTips(main, tip);
  Qingliu.setTheme(Qingliu.theme());
  drawFrame();
  draw();
})();
