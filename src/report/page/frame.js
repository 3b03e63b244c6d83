// What stands around every page of qingliu: the choice of colours and of the language.
"use strict";

Qingliu.THEMES = ["auto", "light", "dark"];

Qingliu.theme = () => Qingliu.remember("theme") || document.documentElement.dataset.theme || "auto";

Qingliu.setTheme = (name) => {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
};

Qingliu.themeButton = () => {
  const { element, say, theme, THEMES } = Qingliu;
  const button = element("button", { type: "button", class: "quiet", id: "theme" });
  const sayTheme = () => { button.textContent = say("theme", say(theme())); };
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
    Qingliu.remember("theme", next);
    Qingliu.setTheme(next);
    sayTheme();
  });
  sayTheme();
  return button;
};

// `draw` draws everything again, in the other language.
Qingliu.languageButton = (draw) => {
  const { element, say } = Qingliu;
  return element("button", { type: "button", class: "quiet", id: "language", lang: Qingliu.language === "zh" ? "en" : "zh-Hans", on: { click: () => {
    Qingliu.language = Qingliu.language === "zh" ? "en" : "zh";
    Qingliu.remember("language", Qingliu.language);
    draw();
    document.getElementById("language").focus();
  } } }, say("language"));
};
