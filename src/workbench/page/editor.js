// An editor of one rule: a text area, and behind it the same text in colours, with its mistakes underlined.
"use strict";

// The colours of a line of TOML: pieces of [class, text].
Qingliu.toml = (line) => {
  const pieces = [];
  const kinds = /^(\s*\[[^\]]*\])|("(?:\\.|[^"\\])*"?|'[^']*'?)|(#.*)|([A-Za-z0-9_-]+)(?=\s*=)|(\b(?:true|false|\d+(?:\.\d+)?)\b)|([\s\S])/gy;
  const names = ["header", "string", "comment", "key", "number", ""];
  for (const match of line.matchAll(kinds)) {
    const kind = match.slice(1).findIndex((group) => group !== undefined);
    const last = pieces[pieces.length - 1];
    if (names[kind] === "" && last && last[0] === "") last[1] += match[0];
    else pieces.push([names[kind], match[0]]);
  }
  return pieces;
};

// `say` of a key of the schema, and what may stand there.
Qingliu.schemaKey = (schema, name) => {
  const rule = schema.$defs.rule.properties;
  return Object.hasOwn(rule, name) ? rule[name] : null;
};

Qingliu.editor = ({ onInput }) => {
  const { element, fill } = Qingliu;
  const area = element("textarea", {
    id: "rule", spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "soft",
    "aria-describedby": "rule-state",
  });
  const back = element("pre", { class: "back", "aria-hidden": "true" });
  const root = element("div", { class: "code" }, back, area);
  let marks = [];

  // Columns are of characters; a surrogate pair is one.
  const colours = () => {
    fill(back, area.value.split("\n").map((line, index) => {
      const own = marks.filter((mark) => mark.line === index + 1);
      const bad = (at) => own.some((mark) => at >= mark.column && at < Math.max(mark.end_column, mark.column + 1));
      const out = [];
      let at = 1;
      for (const [kind, text] of Qingliu.toml(line)) {
        for (const character of text) {
          const wrong = bad(at++);
          const last = out[out.length - 1];
          if (last && last.kind === kind && last.wrong === wrong) last.text += character;
          else out.push({ kind, wrong, text: character });
        }
      }
      return element("div", { class: ["row", own.length > 0 && "bad"] },
        out.map((piece) => element("span", { class: [piece.kind && `toml-${piece.kind}`, piece.wrong && "wrong"] }, piece.text)),
        out.length === 0 && "\u200b");
    }));
  };

  // Whether a text is being put in by the page itself.
  let putting = false;
  const changed = () => {
    marks = [];
    colours();
    if (!putting) onInput();
  };
  area.addEventListener("input", changed);

  return {
    root,
    area,
    get text() { return area.value; },
    // Puts another text in the place of the whole: a step that can be undone, unless somebody types elsewhere.
    put: (text) => {
      putting = true;
      if (Qingliu.mayFocus()) {
        area.focus({ preventScroll: true });
        area.select();
        document.execCommand(text ? "insertText" : "delete", false, text);
      }
      if (area.value !== text) area.value = text;
      putting = false;
      marks = [];
      colours();
    },
    mark: (problems) => {
      marks = problems.filter((problem) => problem.line > 0);
      colours();
    },
    // The caret to a place, one-based, and so many characters from there selected.
    go: (line, column, focus = true, width = 0) => {
      const lines = area.value.split("\n");
      const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
      const inside = [...(lines[line - 1] || "")].slice(0, Math.max(0, column - 1)).join("").length;
      if (focus) area.focus();
      area.setSelectionRange(before + inside, before + inside + width);
      const row = back.children[line - 1];
      if (row) row.scrollIntoView({ block: "nearest" });
    },
    // Puts a text in at the caret, so that it can be undone.
    insert: (text) => {
      area.focus();
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
        changed();
      }
    },
    // The key whose value the caret stands in, and the text of its line so far.
    key: () => {
      const before = area.value.slice(0, area.selectionStart);
      const lines = before.split("\n");
      for (let at = lines.length - 1; at >= 0; at--) {
        const match = lines[at].match(/^\s*([a-z_-]+)\s*=/);
        if (match) return { name: match[1], here: at === lines.length - 1 };
        // An array may go over several lines.
        if (!/^\s*(?:["'[{\]},#]|$)/.test(lines[at]) || /^\s*\[[a-z]/.test(lines[at]) || lines[at].trim() === "") break;
      }
      return { name: "", here: true };
    },
  };
};

// Mistakes in rules, with their places: those of the editor's text lead there by `go`, others name their file.
Qingliu.mistakes = (problems, go) => {
  const { element, told } = Qingliu;
  const place = ({ file, line, column }) => (go && line > 0
    ? element("button", { type: "button", class: "place", on: { click: () => go(line, column) } }, `${line}:${column}`)
    : element("span", { class: "place" }, file, line > 0 && `:${line}:${column}`));
  return element("ul", { class: "problems" }, problems.map((problem) => element("li", {},
    place(problem), " ", told(problem.message), problem.help && element("p", { class: "mend" }, told(problem.help)))));
};

// What may be written where the caret is, by the schema: a key's meaning and its values, or the keys that are missing.
Qingliu.hints = (editor, schema) => {
  const { element, say, told } = Qingliu;
  const chip = (text, insert, title) => element("button", { type: "button", class: "hint", title, on: { click: () => editor.insert(insert) } }, text);
  const { name } = editor.key();
  const property = Qingliu.schemaKey(schema, name);
  if (!property) {
    const there = new Set([...editor.text.matchAll(/^\s*([a-z_-]+)\s*=/gm)].map((match) => match[1]));
    const all = Object.entries(schema.$defs.rule.properties).filter(([key]) => !there.has(key));
    const value = (key, of) => (of.enum ? `"${of.enum[0]}"` : key === "why" || key === "regex" ? "\"\"" : key === "cap" ? "0.6" : "[\"\"]");
    return [element("p", { class: "role" }, say("hints")),
      element("p", { class: "chips" }, all.map(([key, of]) => chip(key, `${key} = ${value(key, of)}\n`, told(of.description))))];
  }
  const about = [element("p", {}, element("code", {}, name), " ", told(property.description))];
  const stands = editor.text.slice(0, editor.area.selectionStart);
  const quoted = (stands.slice(stands.lastIndexOf("\n") + 1).match(/(?<!\\)"/g) || []).length % 2 === 1;
  const text = (words) => (quoted ? words : `"${words}"`);
  if (property.enum) about.push(element("p", { class: "chips" }, property.enum.map((words) => chip(words, text(words)))));
  if (name === "needs" || name === "unless") {
    const facts = schema.$defs.condition.anyOf[0].enum;
    const measures = ["chars <= 40", "rest <= 40", "links >= 0.5", "fragments >= 3", "lexicon.spam >= 0.4", "block.share"];
    about.push(element("p", { class: "chips" }, [...measures, ...facts].map((words) => chip(words, text(words)))));
  }
  return about;
};
