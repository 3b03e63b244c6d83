// Middle: the page that is open, line by line, and a toolbar at the words that are selected.
"use strict";

Qingliu.pagePane = (bench) => {
  const { element, fill, say, number } = Qingliu;
  const root = element("section", { id: "lines", class: "pane" });
  const tools = element("div", { id: "selection", role: "toolbar", hidden: true });
  // What was asked for, the line of it to go to, and what was answered: `of` which page, and what.
  let subject = null;
  let wanted = null;
  let shown = null;
  let trouble = null;
  // The answer that is drawn, and its lines.
  let drawn = null;
  let lines = null;
  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const show = async () => {
    if (!subject) return;
    const of = subject;
    root.setAttribute("aria-busy", "true");
    try {
      const answer = await bench.server.ask("show", { subject: of, rule: bench.rule.sound() });
      shown = { of, ...answer };
      trouble = null;
    } catch (error) {
      if (bench.server.isStale(error)) return;
      shown = null;
      trouble = error;
    }
    root.setAttribute("aria-busy", "false");
    // Words that somebody is selecting stay where they are; the lines are drawn anew once they are let go.
    const isBusy = shown && drawn && isSame(shown.of, drawn.of) && lines.selected();
    if (!isBusy && !(shown && isSame(shown, drawn))) draw();
    visit();
  };
  const visit = () => {
    if (!wanted || !drawn || !isSame(drawn.of, subject)) return;
    lines.open(wanted);
    lines.go(wanted, Qingliu.mayFocus());
    wanted = null;
  };

  const draw = () => {
    root.setAttribute("aria-label", say("allLines"));
    tools.setAttribute("aria-label", say("draft"));
    tools.hidden = true;
    if (!shown) {
      drawn = lines = null;
      fill(root, trouble ? element("p", { class: "banner", role: "alert" }, Qingliu.told(trouble.message))
        : element("div", { class: "start" }, element("h1", {}, say("choosePage")),
          element("ol", {}, ["steps1", "steps2", "steps3"].map((step) => element("li", {}, say(step))))));
      return;
    }
    const { view } = shown;
    const before = drawn && isSame(drawn.of, shown.of) ? { n: lines.current()?.line.n, focus: root.contains(document.activeElement), top: root.scrollTop, open: [...root.querySelectorAll("li:has(> .why)")].map((item) => Number(item.dataset.n)) } : null;
    drawn = shown;
    lines = Qingliu.linesOf(shown, bench.about.rules, { draft: (line) => bench.rule.draft([line], null), open: bench.rule.open });
    const { record } = view;
    fill(root,
      element("div", { class: "page-head" },
        element("h1", {}, Qingliu.shown(record.title || record.id)),
        element("p", { class: "where" }, record.id, record.url && element("span", { class: "role" }, ` · ${record.url}`)),
        element("p", { class: "chips" }, element("span", { class: ["chip", record.verdict === "reject" && "family-spam"] }, say(record.verdict)), record.flags.map((flag) => element("span", { class: "chip family-repair" }, flag))),
        element("details", {}, element("summary", {}, say("record")), Qingliu.recordTable(view))),
      lines.list,
      view.lines_left_out ? element("p", { class: "banner" }, say("linesCut", number(view.lines_left_out))) : null);
    if (before) {
      before.open.forEach((n) => lines.open(n));
      if (before.focus) lines.go(before.n);
      root.scrollTop = before.top;
    } else root.scrollTop = 0;
  };

  const select = () => {
    const selected = lines && lines.selected();
    if (!selected) {
      tools.hidden = true;
      if (drawn && shown && !isSame(drawn, shown)) draw();
      return;
    }
    const button = (words, work, id) => element("button", { type: "button", id, on: { mousedown: (event) => event.preventDefault(), click: work } }, words);
    fill(tools,
      button(say("draftLine"), () => bench.rule.draft(selected.lines, null), "draft-line"),
      selected.words && button(say("draftWords"), () => bench.rule.draft(selected.lines, selected.words), "draft-words"));
    tools.hidden = false;
    const width = document.documentElement.clientWidth;
    tools.style.left = `${Math.max(8, Math.min(selected.at.left, width - tools.offsetWidth - 8))}px`;
    const above = selected.at.top - tools.offsetHeight - 6;
    tools.style.top = `${above > 8 ? above : selected.at.bottom + 6}px`;
  };
  document.addEventListener("selectionchange", Qingliu.later(select, 60));
  const hide = () => { tools.hidden = true; };
  root.addEventListener("scroll", hide, { passive: true });

  return {
    root,
    tools,
    draw,
    hide,
    show,
    // A page, and a line of it to go to.
    open: (page, line = null) => {
      subject = page;
      wanted = line;
      bench.pages.mark();
      visit();
      show();
    },
    // The number of the page that is open, if it is one of the list.
    number: () => subject?.page,
    url: () => shown?.view.record.url ?? null,
    // Whether a rule of the editor's is shown as if it were in force.
    isTried: () => Boolean(shown && shown.tried),
    lines: () => lines,
  };
};
