// Right: the rule in the editor, what is wrong with it, and what it changes.
"use strict";

Qingliu.rulePane = (bench) => {
  const { element, fill, refill, say, told } = Qingliu;
  const { ask, drop, isStale } = bench.server;
  const editor = Qingliu.editor({ onInput: () => edited() });
  const file = element("select", { id: "file" });
  const status = element("div", { id: "rule-state", role: "status" });
  const hints = element("div", { id: "hints" });
  const result = element("div", { id: "effect" });
  const root = element("section", { id: "bench", class: "pane" });
  const state = { checked: null, effect: null, group: null, busy: false, loads: false, trouble: null, note: null };

  const written = () => ({ file: file.value, text: editor.text });
  const isNow = (rule) => rule.text === editor.text && rule.file === file.value;
  const isSound = () => Boolean(state.checked && !state.checked.problems.length && !state.checked.elsewhere.length);

  // ---- What somebody does with the rule. The newest counts: texts that older ones still wait for come no more.

  let newest = 0;
  const begin = (isEdit = false) => {
    drop("draft", "rule");
    const isTold = state.loads || state.trouble || state.note;
    Object.assign(state, { loads: false, trouble: null, note: null });
    if (isTold) drawStatus();
    bench.saving.pass(isEdit);
    return ++newest;
  };
  const edited = () => {
    begin(true);
    changed();
  };
  // Another text stands in the editor, of which nothing is known yet.
  const changed = () => {
    state.checked = null;
    state.busy = true;
    for (const part of [status, result]) part.setAttribute("aria-busy", "true");
    bench.saving.draw();
    hintSoon();
    checkSoon();
  };
  const put = (name, text) => {
    chooseFile(name);
    editor.put(text);
    changed();
  };
  const fail = (error) => {
    state.trouble = error;
    drawStatus();
  };
  // A text from the server, into the editor.
  const load = async (what, body, done) => {
    begin();
    state.loads = true;
    drawStatus();
    try {
      const loaded = await ask(what, body);
      state.loads = false;
      put(loaded.file, loaded.text);
      done(loaded);
    } catch (error) {
      if (isStale(error)) return;
      state.loads = false;
      fail(error);
    }
  };
  const open = (id) => load("rule", { id }, () => editor.go(1, 1, Qingliu.mayFocus()));
  const draft = (texts, words) => {
    bench.page.hide();
    getSelection().removeAllRanges();
    load("draft", { lines: texts.join("\n"), words }, (drafted) => {
      const { hits, hit, lines, known, because } = drafted;
      state.note = () => [
        hits > 0 ? say("draftHits", hits, lines) : say("draftGood", lines), known && ` ${say("draftKnown", known)}`, ` (${told(because)})`,
        hit.length > 0 && element("ul", {}, hit.map((line) => element("li", {}, element("q", {}, Qingliu.shown(line)))))];
      drawStatus();
      // To what a person must write: why.
      const all = drafted.text.split("\n");
      const at = all.findIndex((line) => line.startsWith("why"));
      const from = all[at].indexOf("\"") + 1;
      editor.go(at + 1, from + 1, Qingliu.mayFocus(), all[at].length - from - 1);
    });
  };
  const empty = () => {
    begin();
    editor.put("");
    changed();
    editor.area.focus();
  };

  // ---- Drawing

  const chooseFile = (name) => {
    if (![...file.options].some((option) => option.value === name)) file.append(element("option", { value: name }, name));
    file.value = name;
  };
  file.addEventListener("change", edited);

  const draw = () => {
    const chosen = file.value;
    const host = /^https?:\/\/([^/:]+)/.exec(bench.page.url() || "");
    const files = [...new Set([...bench.about.files, host && `sites/${host[1].toLowerCase()}.toml`, chosen].filter(Boolean))];
    fill(file, files.map((name) => element("option", { value: name }, name)));
    if (chosen) file.value = chosen;
    root.setAttribute("aria-label", say("editor"));
    editor.area.setAttribute("aria-label", say("editor"));
    editor.area.placeholder = say("editorEmpty");
    fill(root,
      element("div", { class: "bench-head" }, element("h2", {}, say("editor")), element("label", {}, element("span", { class: "role" }, say("file")), " ", file),
        element("button", { type: "button", class: "quiet", id: "new-rule", on: { click: empty } }, say("newRule"))),
      editor.root, hints, status, bench.saving.root, result);
    drawStatus();
    drawHints();
    drawEffect();
    bench.saving.draw();
  };

  const drawHints = () => fill(hints, Qingliu.hints(editor, bench.about.schema));
  const hintSoon = Qingliu.later(drawHints, 80);
  editor.area.addEventListener("keyup", hintSoon);
  editor.area.addEventListener("click", hintSoon);

  const drawStatus = () => {
    const { checked } = state;
    const out = [];
    status.setAttribute("aria-busy", String(state.loads || state.busy && !checked));
    if (state.loads) out.push(element("p", { class: "role" }, say("checking")));
    if (state.trouble?.problems) out.push(Qingliu.mistakes(state.trouble.problems));
    else if (state.trouble) out.push(element("p", { class: "bad" }, told(state.trouble.message)));
    const elsewhere = (checked ? checked.elsewhere : bench.about.problems) || [];
    if (elsewhere.length) out.push(element("p", { class: "bad" }, say("elsewhere")), Qingliu.mistakes(elsewhere));
    if (checked?.problems.length) out.push(element("p", { class: "bad" }, say("problems", checked.problems.length)), Qingliu.mistakes(checked.problems, editor.go));
    else if (checked && !elsewhere.length) {
      out.push(element("p", { class: "good" }, element("span", { "aria-hidden": "true" }, "✓ "), element("b", {}, checked.id), ` ${say("fits")}`, checked.known && element("span", { class: "role" }, ` · ${told(checked.known)}`)));
      if (checked.refused) out.push(element("p", { class: "bad" }, told(checked.refused)));
    }
    if (state.note) out.push(element("div", { class: "note" }, state.note()));
    fill(status, out);
  };

  const drawEffect = () => {
    result.setAttribute("aria-busy", String(state.busy));
    refill(result, Qingliu.changes(state, {
      open: (seen) => bench.page.open({ page: seen.page }, seen.line),
      choose: (name) => {
        state.group = name;
        drawEffect();
      },
    }));
  };

  // ---- What the server says of it

  // What was found out of a rule counts as long as that is what stands in the editor.
  const learn = (rule, checked) => {
    if (isNow(rule)) {
      state.checked = checked;
      editor.mark(checked.problems);
      drawStatus();
      bench.saving.draw();
    }
    return checked;
  };

  const check = async () => {
    drop("check", "effect");
    const rule = written();
    if (!rule.text.trim()) {
      state.busy = false;
      Object.assign(state, { effect: null, trouble: null });
      editor.mark([]);
      drawStatus();
      drawEffect();
      if (bench.page.isTried()) bench.page.show();
      return;
    }
    try {
      const checked = await ask("check", rule);
      if (!isNow(rule)) return;
      state.trouble = null;
      learn(rule, checked);
      if (!isSound()) Object.assign(state, { busy: false, effect: null });
      drawEffect();
      if (isSound() || bench.page.isTried()) bench.page.show();
      if (!isSound()) return;
      const effect = await ask("effect", rule);
      if (!isNow(rule)) return;
      Object.assign(state, { busy: false, effect });
      drawEffect();
      if (effect) bench.say(Qingliu.gates(effect).map(({ title, figure, unit }) => `${title}: ${figure} ${unit}`).join("; "));
    } catch (error) {
      if (isStale(error) || !isNow(rule)) return;
      state.busy = false;
      drawEffect();
      fail(error);
    }
  };
  const checkSoon = Qingliu.later(check, 250);

  return {
    root,
    draw,
    begin,
    isNewest: (action) => action === newest,
    written,
    // What is known of a rule, if it is the one in the editor.
    checked: (rule) => (isNow(rule) ? state.checked : null),
    // The rule in the editor, if nothing is wrong with it.
    sound: () => (isSound() ? written() : null),
    learn,
    fail,
    open,
    draft,
  };
};
