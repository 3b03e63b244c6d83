// Search: at once in what the list of pages says, then in the texts of the pages as they are unpacked.
"use strict";

// `pageRow` draws an entry of a list; the pages that are found are the list of the door `search`.
Qingliu.searched = ({ pages, doors, pageRow }) => {
  const { element, say, number } = Qingliu;
  // The texts of the views as they are unpacked, for as long as the search goes on and the next begins.
  const texts = [];
  const textOf = async (at) => {
    if (texts[at] === undefined) {
      const { lines, removed, record } = await Qingliu.unpack(document.getElementById(`view-${at}`).textContent);
      const said = lines ? lines.flatMap((line) => [line.parts.map((part) => part.text).join(""), line.was || ""]) : (removed || []).map((removal) => removal.text);
      texts[at] = [record.body, ...said].join("\n");
    }
    return texts[at];
  };
  // Pages whose list entry answers, without their text.
  const answers = (page, query) => {
    const [, kind, value] = query.match(/^(rule|flag):\s*(.*)$/) || [];
    if (kind === "rule") return Object.keys(page.removed).some((rule) => rule.includes(value));
    if (kind === "flag") return page.flags.some((flag) => flag.includes(value));
    return [page.id, page.title || "", page.url || "", ...page.flags, ...Object.keys(page.removed)].some((text) => text.toLowerCase().includes(query));
  };
  let found = { query: null, members: [] };
  doors.search = { is: (page) => found.members.includes(pages.indexOf(page)), all: () => pages.length, name: "pages" };

  const view = (query) => {
    const wanted = query.trim().toLowerCase();
    const list = element("ol", { class: "pages" });
    const state = element("p", { role: "status" });
    const isText = !/^(rule|flag):/.test(wanted);
    const mine = { query, members: [] };
    found = mine;
    const add = (at, snippet) => {
      mine.members.push(at);
      list.append(pageRow(at, `search:${query}`, snippet));
    };
    pages.forEach((page, at) => wanted && answers(page, wanted) && add(at));
    const go = async () => {
      const rest = pages.map((_, at) => at).filter((at) => isText && wanted && !mine.members.includes(at));
      for (const [done, at] of rest.entries()) {
        const text = await textOf(at);
        if (found !== mine) return;
        const place = text.toLowerCase().indexOf(wanted);
        if (place >= 0) add(at, [text.slice(Math.max(0, place - 24), place), text.slice(place, place + wanted.length), text.slice(place + wanted.length, place + wanted.length + 40)].map((piece) => piece.replaceAll("\n", " ")));
        if (done % 20 === 0) state.textContent = say("searching", number(done + 1 + pages.length - rest.length), number(pages.length));
      }
      state.dataset.done = "true";
      state.textContent = mine.members.length ? say("inSample", number(mine.members.length), number(pages.length)) : say("nothingFound");
    };
    mine.go = go;
    return [element("h1", {}, say("searched", query)), state, list];
  };
  return { view, query: () => found.query, go: () => found.go() };
};
