// The sentences of the page, translated by the site; {names} in braces are filled in.

const said = JSON.parse(document.getElementById("entry")?.dataset.words ?? "{}");

export const words = (key, values = {}) =>
  (said[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

export const counted = (key, count) => words(`${key}_${count === 1 ? "one" : "many"}`, { count });

const line = document.querySelector(".entry-said");

// `isBad` is said at once to whoever cannot see it.
export const say = (sentence, isBad = false) => {
  if (!line) return;
  line.classList.toggle("is-act", isBad);
  line.classList.toggle("light", isBad);
  line.textContent = sentence;
};
