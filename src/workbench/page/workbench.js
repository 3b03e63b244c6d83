// The workbench: pages on the left, the lines of one in the middle, a rule and what it changes on the right.
"use strict";

(() => {
  const { element, fill, say } = Qingliu;
  const live = element("div", { class: "unseen", role: "status", "aria-live": "polite" });

  // What the parts know of each other; `about` is what the server says of itself: folder, rule files, schema, rules,
  // pages at hand.
  const bench = { about: null, server: Qingliu.server(), say: (words) => { live.textContent = words; } };
  bench.saving = Qingliu.saving(bench);
  bench.rule = Qingliu.rulePane(bench);
  bench.page = Qingliu.pagePane(bench);
  bench.pages = Qingliu.pagesPane(bench);
  const { pages, page, rule, saving } = bench;

  // ---- The frame

  const app = document.getElementById("app");
  const header = element("header");
  const main = element("main", { id: "main", tabindex: "-1" }, pages.root, page.root, rule.root);
  const help = element("dialog", { id: "help", "aria-labelledby": "help-title" });
  app.append(header, main, live, page.tools, help);

  const drawFrame = () => {
    const { about } = bench;
    document.documentElement.lang = Qingliu.language === "zh" ? "zh-Hans" : "en";
    document.title = `${say("workbench")} · qingliu`;
    Qingliu.refill(header,
      element("button", { type: "button", class: "skip", id: "skip", on: { click: () => main.focus() } }, say("skip")),
      element("span", { class: "brand" }, element("b", { lang: "zh-Hans" }, "清流"), element("span", {}, ` qingliu · ${say("workbench")}`)),
      about && element("span", { class: "where role" }, about.dir, about.hash && ` · ${say("rules")} ${about.hash.slice(0, 12)}`),
      element("div", { class: "tools" },
        element("button", { type: "button", class: "quiet", id: "keys", on: { click: () => help.showModal() } }, say("keys")),
        Qingliu.languageButton(drawAll), Qingliu.themeButton()));
    const key = (keys, words) => element("div", {}, element("dt", {}, keys.map((k) => [element("kbd", {}, k), " "])), element("dd", {}, words));
    fill(help, element("h2", { id: "help-title" }, say("keys")),
      element("dl", { class: "keys" }, key(["j", "k"], say("keyLines")), key(["Enter"], say("keyOpen")), key(["d"], say("keyDraft")),
        key(["/"], say("keySearch")), key(["Ctrl S"], say("keySave")), key(["?"], say("keyHelp"))),
      element("form", { method: "dialog" }, element("button", {}, say("close"))));
  };
  const drawAll = () => {
    drawFrame();
    if (bench.about) [pages, page, rule].forEach((part) => part.draw());
  };

  const learn = async () => {
    const about = await bench.server.ask("about", {});
    bench.about = { rules: {}, ...about };
  };
  // The folder of rules has changed.
  bench.refresh = async () => {
    try {
      await learn();
    } catch (error) {
      if (bench.server.isStale(error)) return;
      throw error;
    }
    drawFrame();
    pages.refresh();
  };

  // ---- Keys

  addEventListener("keydown", (event) => {
    if (!bench.about) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      saving.save();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tab = event.target instanceof Element && event.target.closest("[role=tab]");
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (tab && by) {
      const tabs = [...tab.parentElement.children];
      const { id } = tabs.at((tabs.indexOf(tab) + by) % tabs.length);
      document.getElementById(id).click();
      document.getElementById(id).focus();
      return;
    }
    const lines = page.lines();
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (event.key === "Escape") {
      page.hide();
      if (typing && lines) lines.current()?.row.focus();
      return;
    }
    if (typing || help.open) return;
    if (event.key === "/") pages.search();
    else if (event.key === "?") help.showModal();
    else if (event.key === "d" && lines) {
      const selected = lines.selected();
      const entry = lines.current();
      if (selected) rule.draft(selected.lines, selected.words);
      else if (entry && entry.line.n > 0) rule.draft([entry.text], null);
    } else if ((event.key === "j" || event.key === "k") && lines && !page.root.contains(document.activeElement)) lines.first();
    else return;
    event.preventDefault();
  });

  Qingliu.setTheme(Qingliu.theme());
  drawFrame();
  (async () => {
    try {
      await learn();
      drawAll();
      pages.list();
    } catch (error) {
      fill(main, element("p", { class: "banner", role: "alert" }, Qingliu.told(error.message)));
    }
  })();
})();
