// Saving: what is saved is what stood in the editor when somebody said so, whatever has come into it since.
"use strict";

Qingliu.saving = (bench) => {
  const { element, fill, say } = Qingliu;
  // One button for good: one drawn anew under the pointer would not be clicked.
  const button = element("button", { type: "button", id: "save", class: "main", on: { click: () => save() } });
  const notice = element("div");
  const question = element("div");
  const root = element("div", { id: "saving" }, notice, question);

  // `saved`, `asked` and `unsaved` tell of a rule that somebody saved; at most one of them is there.
  let told = {};
  let drawn = null;
  // The rule whose saving is under way, and when it will be over.
  let under = null;
  let last = Promise.resolve();
  const isSame = (one, other) => Boolean(one && other) && one.file === other.file && one.text === other.text;
  const isSound = (checked) => Boolean(checked.id && !checked.problems.length && !checked.elsewhere.length && !checked.refused);

  const tell = (news) => {
    told = news;
    draw();
  };

  const drawNotice = () => {
    const { saved, unsaved } = told;
    if (unsaved) return element("div", { class: "bad", role: "status" }, unsaved());
    if (!saved) return null;
    const { dir } = bench.about;
    const family = saved.id.split("/")[0];
    const commands = [`qingliu rules check ${dir}`, `qingliu test --rules ${dir}`, `qingliu rules promote ${saved.id} --rules ${dir} --corpus DUMP`];
    return element("div", { class: "saved", role: "status" },
      element("p", {}, element("span", { "aria-hidden": "true" }, "✓ "), element("b", { class: ["chip", `family-${family}`] }, saved.id), " ", say("saved", saved.file)),
      element("p", { class: "role small" }, say("savedNext")),
      element("pre", {}, commands.join("\n")));
  };
  const drawQuestion = () => {
    if (!told.asked) return null;
    const { rule, id, known, own } = told.asked;
    const cancel = () => {
      tell({});
      button.focus();
    };
    return element("div", { class: "banner ask", role: "alertdialog", "aria-label": say("replace") },
      element("p", {}, say(own ? "replaceAsk" : "overrideAsk", id, Qingliu.told(known))),
      element("button", { type: "button", id: "replace", on: { click: () => save(rule) } }, say("replace")), " ",
      element("button", { type: "button", class: "quiet", on: { click: cancel } }, say("cancel")));
  };
  const draw = () => {
    const now = [told, Qingliu.language];
    if (!drawn || now.some((value, at) => value !== drawn[at])) {
      drawn = now;
      fill(notice, drawNotice());
      fill(question, drawQuestion());
      fill(button, say("save"), " ", element("kbd", {}, "Ctrl S"));
    }
    const rule = bench.rule.written();
    const checked = bench.rule.checked(rule);
    const isOffered = rule.text.trim() && !told.asked && !isSame(told.saved?.rule, rule);
    if (isOffered && !button.isConnected) root.append(button);
    if (!isOffered) button.remove();
    button.disabled = Boolean(checked) && !isSound(checked);
  };

  // `replacing` is the rule of a question that is answered with yes.
  const save = (replacing = null) => {
    const rule = replacing || bench.rule.written();
    // Who is quick says it twice.
    if (!rule.text.trim() || isSame(rule, under) || isSame(rule, told.saved?.rule)) return;
    const action = bench.rule.begin();
    under = rule;
    tell({});
    // One after the other: the second must know of the first.
    last = last.then(() => work(rule, action, Boolean(replacing))).finally(() => {
      if (under === rule) under = null;
    });
  };

  const work = async (rule, action, replace) => {
    const { ask } = bench.server;
    try {
      // Whoever is quick saves what was not looked at yet.
      const checked = bench.rule.checked(rule) || bench.rule.learn(rule, await ask("check", rule, { alone: true }));
      if (!isSound(checked)) return tell(bench.rule.checked(rule) ? {} : { unsaved: () => say("unsaved", checked.id || rule.file) });
      const { id, known, own } = checked;
      if (known && !replace) {
        tell({ asked: { rule, id, known, own } });
        if (bench.rule.isNewest(action)) document.getElementById("replace").focus();
        return;
      }
      const saved = await ask("save", { ...rule, replace }, { alone: true });
      tell({ saved: { rule, ...saved } });
    } catch (error) {
      const { message, problems } = error;
      return tell({ unsaved: () => (problems ? [say("unsaved", rule.file), Qingliu.mistakes(problems)] : Qingliu.told(message)) });
    }
    try {
      // It is known now, wherever it stands in the editor.
      bench.rule.learn(rule, await ask("check", rule, { alone: true }));
      await bench.refresh();
    } catch (error) {
      bench.rule.fail(error);
    }
  };

  return {
    root,
    draw,
    save: () => save(),
    // Somebody does something else with the rule. An open question is then answered with no, and that is said for as long
    // as the rule is edited on.
    pass: (isEdit) => {
      const { asked, unsaved } = told;
      if (asked) tell({ unsaved: () => say("unsavedKnown", asked.id, Qingliu.told(asked.known)) });
      else if (!unsaved || !isEdit) tell({});
    },
  };
};
