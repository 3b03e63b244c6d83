// Left: the pages to pick from, a place to paste one, and the folder's own rules.
"use strict";

Qingliu.GROUPS = ["fixtures", "labels", "corpus"];

Qingliu.pagesPane = (bench) => {
  const { element, fill, refill, say, number, GROUPS } = Qingliu;
  const root = element("section", { id: "pages", class: "pane" });
  const search = element("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false" });
  const listed = element("div", { id: "listed" });
  const paste = element("textarea", { id: "paste", rows: "12", spellcheck: "false" });
  const address = element("input", { type: "url", id: "address", autocomplete: "off", spellcheck: "false" });
  let open = "list";
  // What the server found, or why it did not.
  let found = null;
  let trouble = null;

  const drawList = () => {
    if (trouble) return fill(listed, element("p", { class: "banner" }, Qingliu.told(trouble.message)));
    if (!found) return fill(listed);
    const { pages, all } = found;
    const at = bench.page.number();
    const entry = (page) => element("li", { class: page.page === at && "open" },
      element("button", { type: "button", "data-page": page.page, "aria-current": page.page === at ? "true" : null, on: { click: () => bench.page.open({ page: page.page }) } },
        element("b", {}, Qingliu.shown(page.title) || page.id),
        page.line && element("q", {}, Qingliu.shown(page.line)),
        element("span", { class: "role" }, page.id)));
    const groups = GROUPS.filter((group) => pages.some((page) => page.group === group));
    refill(listed, groups.map((group) => [element("h3", {}, say(`group_${group}`)), element("ul", { class: "listed" }, pages.filter((page) => page.group === group).map(entry))]),
      element("p", { class: "role small" }, pages.length < all ? say("pageSome", pages.length, all) : say("pageAll", all)));
  };
  const list = async () => {
    listed.setAttribute("aria-busy", "true");
    try {
      found = await bench.server.ask("list", { words: search.value });
      trouble = null;
    } catch (error) {
      if (bench.server.isStale(error)) return;
      trouble = error;
    }
    listed.setAttribute("aria-busy", "false");
    drawList();
  };
  const listSoon = Qingliu.later(list, 150);
  search.addEventListener("input", () => {
    bench.server.drop("list");
    listed.setAttribute("aria-busy", "true");
    listSoon();
  });

  const parts = {
    list: () => {
      const { pages, failures } = bench.about;
      return [search, listed,
        element("p", { class: "role small" }, GROUPS.filter((group) => pages[group]).map((group) => `${say(group)} ${number(pages[group])}`).join(" · ")),
        pages.read > pages.corpus && element("p", { class: "role small" }, say("sampled", number(pages.corpus), number(pages.read), pages.seed)),
        failures.length > 0 && element("details", { class: "small" }, element("summary", {}, say("couldNotRead", number(failures.length))), failures.slice(0, 50).map((failure) => element("p", {}, Qingliu.told(failure))))];
    },
    paste: () => [element("form", { on: { submit: (event) => {
      event.preventDefault();
      if (paste.value.trim()) bench.page.open({ pasted: { text: paste.value, url: address.value || null } });
    } } }, paste, address, element("button", { id: "show-pasted" }, say("showPage")))],
    own: () => {
      const { dir, own } = bench.about;
      return [element("p", { class: "role small" }, say("ownRules", dir)),
        own && own.length
          ? element("ul", { class: "listed own" }, own.map((rule) => element("li", {}, element("button", { type: "button", "data-rule": rule.id, on: { click: () => bench.rule.open(rule.id) } },
            element("b", {}, rule.id), element("span", { class: "role" }, say(`state_${rule.state}`))))))
          : element("p", { class: "role" }, say("ownNone"))];
    },
  };
  const panel = element("div", { id: "tab", role: "tabpanel" });
  const choose = (name) => {
    open = name;
    draw();
  };
  const draw = () => {
    const tab = (name, words) => element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(open === name), tabindex: open === name ? "0" : "-1", "aria-controls": "tab", on: { click: () => choose(name) } }, words);
    root.setAttribute("aria-label", say("pages"));
    for (const [field, words] of [[search, "searchPages"], [paste, "pasteHere"], [address, "address"]]) {
      field.setAttribute("aria-label", say(words));
      field.placeholder = say(words);
    }
    panel.setAttribute("aria-labelledby", `tab-${open}`);
    fill(panel, parts[open]());
    refill(root, element("div", { class: "tabs", role: "tablist" }, tab("list", say("pages")), tab("paste", say("paste")), tab("own", say("rules"))), panel);
    drawList();
  };

  return {
    root,
    draw,
    list,
    // The rules of the folder are others now. Whoever types into another part is left alone.
    refresh: () => { if (open === "own") refill(panel, parts.own()); },
    // Another page is open.
    mark: () => {
      const at = bench.page.number();
      for (const button of listed.querySelectorAll("[data-page]")) {
        const is = Number(button.dataset.page) === at;
        button.parentElement.classList.toggle("open", is);
        if (is) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    },
    search: () => {
      choose("list");
      search.focus();
    },
  };
};
