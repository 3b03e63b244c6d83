// Charts that are tables: a row is a bar, a label that leads to the pages behind it, and figures.
"use strict";

// Bars, the longest first unless they have an order of their own. A row is { label, value, href, figures, family, title }.
Qingliu.bars = (rows, { columns, most = 12, total }) => {
  const { element, size, say } = Qingliu;
  const largest = Math.max(1e-9, ...rows.map((row) => row.value));
  const body = element("tbody");
  const line = (row) => {
    const label = row.href
      ? element("a", { href: row.href, title: row.title }, row.label)
      : element("span", { title: row.title }, row.label);
    const bar = size(element("span", { class: ["bar", row.family && `family-${row.family}`] }), "--share", row.value / (total || largest));
    return element("tr", { class: row.value === 0 && "none", on: row.href ? { click: (event) => { if (!event.target.closest("a")) location.hash = row.href; } } : {} },
      element("th", { scope: "row" }, label),
      element("td", { class: "bars", "aria-hidden": "true" }, bar),
      row.figures.map((figure) => element("td", { class: "figure" }, figure)));
  };
  const show = (all) => Qingliu.fill(body, rows.slice(0, all ? rows.length : most).map(line));
  show(false);
  const table = element("table", { class: "chart" },
    element("thead", {}, element("tr", {},
      element("th", { scope: "col" }, columns[0]), element("td", { "aria-hidden": "true" }),
      columns.slice(1).map((column) => element("th", { scope: "col", class: "figure" }, column)))),
    body);
  if (rows.length <= most) return table;
  const more = element("button", { type: "button", class: "more", "aria-expanded": "false" }, say("showAll", rows.length));
  more.addEventListener("click", () => {
    const all = more.getAttribute("aria-expanded") === "false";
    more.setAttribute("aria-expanded", String(all));
    more.textContent = all ? say("showLess") : say("showAll", rows.length);
    show(all);
  });
  return [table, more];
};

// Columns side by side, for classes that have an order, and the same as a table.
Qingliu.columns = (rows, names) => {
  const { element, size, say, number } = Qingliu;
  const largest = Math.max(1e-9, ...rows.map((row) => row.value));
  const column = (row) =>
    element("a", { class: "column", href: row.href, "aria-label": `${row.label}: ${row.figures.join(", ")}`, title: `${row.label}: ${row.figures.join(", ")}` },
      element("span", { class: "value", "aria-hidden": "true" }, row.value ? number(row.value) : ""),
      size(element("span", { class: ["pillar", row.value === 0 && "none"], "aria-hidden": "true" }), "--share", row.value / largest),
      element("span", { class: "label", "aria-hidden": "true" }, row.short));
  return [
    element("div", { class: "columns", role: "group" }, rows.map(column)),
    element("details", {}, element("summary", {}, say("asTable")), Qingliu.bars(rows, { columns: names, most: rows.length })),
  ];
};
