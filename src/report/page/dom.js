// What every page of qingliu is made with: elements of text, never of markup; numbers; what was packed.
"use strict";

const Qingliu = {};

// An element. Of `properties`, `class` is a list of classes, `on` an object of listeners, and the rest are attributes.
// Children are elements and texts; `null`, `undefined` and `false` are left out.
Qingliu.element = (name, properties = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = [value].flat().filter(Boolean).join(" ");
    else if (key === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (key === "href" && !String(value).startsWith("#")) throw new Error("links lead within the page");
    else if (key.startsWith("on") || key === "src" || key === "style" || key === "srcdoc") throw new Error(`no ${key}`);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  Qingliu.append(element, children);
  return element;
};

Qingliu.append = (element, children) => {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
};

// Puts other children in the place of those that are there.
Qingliu.fill = (element, ...children) => {
  element.replaceChildren();
  Qingliu.append(element, children);
};

// A characters' size that is not known before: the share of a bar.
Qingliu.size = (element, property, share) => {
  element.style.setProperty(property, `${Math.max(0, Math.min(1, share)) * 100}%`);
  return element;
};

// Unpacks what was deflated and written in base64.
Qingliu.unpack = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
};

// What a file system or a browser in privacy mode may refuse.
Qingliu.remember = (key, value) => {
  try {
    if (value === undefined) return localStorage.getItem(`qingliu-${key}`);
    localStorage.setItem(`qingliu-${key}`, value);
  } catch {
    // Then it is forgotten.
  }
  return null;
};

Qingliu.number = (number, digits = 0) =>
  number.toLocaleString(Qingliu.language === "zh" ? "zh-CN" : "en", { maximumFractionDigits: digits });

Qingliu.percent = (share) => {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  return `${Qingliu.number(percent, percent < 10 || (percent > 99 && percent < 100) ? 1 : 0)}%`;
};

// Invisible characters, written out: they are often what somebody looks for.
Qingliu.shown = (text) =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]/g,
    (character) => `⟨${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

// The family of a rule or stage: whose colour it bears.
Qingliu.family = (id, rules) => {
  const family = rules && rules[id] && rules[id].family;
  if (family) return family;
  const first = id.split("/")[0];
  if (["extract", "segment", "limit"].includes(first)) return "stage";
  return ["spam", "ads", "boilerplate", "fields", "repair", "convert"].includes(first) ? first : "boilerplate";
};
