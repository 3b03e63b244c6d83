// The server, asked: of each kind only the newest question counts, and whoever asked an older one is told that it is stale.
"use strict";

Qingliu.server = () => {
  // Of each kind, what is under way. The server stops working on what nobody waits for.
  const under = new Map();
  const drop = (...kinds) => kinds.forEach((kind) => {
    under.get(kind)?.abort();
    under.delete(kind);
  });

  // `alone` is for what must be done whatever comes after it.
  const ask = async (what, body, { alone = false } = {}) => {
    const control = new AbortController();
    const { signal } = control;
    if (!alone) {
      drop(what);
      under.set(what, control);
    }
    try {
      const response = await fetch(`${location.pathname.replace(/\/?$/, "/")}api/${what}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
      const answer = response.headers.get("content-type")?.startsWith("application/json") ? await response.json() : { error: await response.text() };
      signal.throwIfAborted();
      if (!response.ok) throw Object.assign(new Error(answer.error), { isAnswer: true, problems: answer.problems });
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      throw error.isAnswer ? error : new Error(Qingliu.words.gone[0]);
    } finally {
      if (under.get(what) === control) under.delete(what);
    }
  };
  return { ask, drop, isStale: (error) => error.name === "AbortError" };
};
