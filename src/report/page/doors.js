// The pages behind a bar: what a list is of, how many of its pages there are in all, and the address that leads to it.
"use strict";

Qingliu.doors = (data) => {
  const { say, number } = Qingliu;
  const { stats, pages } = data;
  const lengths = stats.body_length.map((length) => length.from);
  const lengthClass = (body) => lengths.findLast((from) => from <= body) ?? 0;
  const lengthLabel = (from) => {
    const next = lengths[lengths.indexOf(from) + 1];
    if (next === undefined) return `${number(from)}+`;
    return next === from + 1 ? number(from) : `${number(from)}–${number(next - 1)}`;
  };
  const doors = {
    charset: { is: (page, value) => page.charset === value, all: (value) => stats.charset[value], name: "charsets" },
    script: { is: (page, value) => page.script === value, all: (value) => stats.script[value], name: "scripts" },
    verdict: { is: (page, value) => page.verdict === value, all: (value) => stats.verdict[value], name: "verdicts", label: (value) => say(value) },
    flag: { is: (page, value) => page.flags.includes(value), all: (value) => stats.flags[value], name: "flags" },
    with: { is: (page, value) => page.fields.includes(value), all: (value) => stats.fields[value], name: "fields" },
    without: { is: (page, value) => !page.fields.includes(value), all: (value) => cleaned() - (stats.fields[value] || 0), name: "without" },
    length: { is: (page, value) => lengthClass(page.body) === Number(value), all: (value) => (stats.body_length.find((length) => length.from === Number(value)) || {}).pages, name: "lengths", label: (value) => lengthLabel(Number(value)) },
    rule: { is: (page, value) => Object.hasOwn(page.removed, value), all: (value) => (stats.removed[value] || {}).pages, name: "rule" },
    stage: { is: () => true, all: () => cleaned(), name: "stages", sort: "time" },
    all: { is: () => true, all: () => cleaned(), name: "pages" },
  };
  const cleaned = () => Object.values(stats.verdict).reduce((sum, count) => sum + count, 0);
  const door = (list) => {
    const [kind, ...rest] = list.split(":");
    const value = rest.join(":");
    const of = Object.hasOwn(doors, kind) ? doors[kind] : doors.all;
    const label = of.label ? of.label(value) : value;
    return { kind, value, of, title: value ? `${say(of.name)}: ${label}` : say(of.name), members: pages.map((_, at) => at).filter((at) => of.is(pages[at], value)) };
  };
  const link = (what) => "#" + Object.entries(what).filter(([, value]) => value !== undefined && value !== "").map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  const pageLink = (at, list) => {
    const again = pages.findIndex((page) => page.id === pages[at].id) !== at;
    return link({ page: pages[at].id, n: again ? at : undefined, in: list && list !== "all" ? list : undefined });
  };
  const listLink = (list) => (list.startsWith("rule:") ? link({ rule: list.slice(5) }) : list.startsWith("search:") ? link({ search: list.slice(7) }) : link({ list }));
  return { cleaned, door, doors, lengthLabel, link, pageLink, listLink };
};
