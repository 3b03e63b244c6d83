// The focus belongs to whoever is at work: what is drawn anew gives it back, and late answers do not take it away.
"use strict";

// Puts other children in the place of those that are there: what had the focus has it again, or what is drawn in its place.
Qingliu.refill = (element, ...children) => {
  const had = element.contains(document.activeElement) ? document.activeElement : null;
  const names = had ? [...had.attributes].filter(({ name }) => name === "id" || name.startsWith("data-")) : [];
  Qingliu.fill(element, ...children);
  if (!had || had === document.activeElement) return;
  const again = had.isConnected ? had : names.length && element.querySelector(names.map(({ name, value }) => `[${name}="${CSS.escape(value)}"]`).join(""));
  if (again) again.focus({ preventScroll: true });
};

// Whether the page may take the focus: nobody is typing anywhere but in the rule.
Qingliu.mayFocus = () => {
  const field = document.activeElement?.closest("input, textarea, select");
  return !field || field.id === "rule";
};

// Calls for work that is done once they have ceased for a while.
Qingliu.later = (work, milliseconds) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
};
