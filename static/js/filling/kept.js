// Entries sent without a network wait on this phone and are sent once there is one: on whatever page is open then, and
// only as the person who made them. Each carries the id its page was opened with, so that it arrives once. What was
// answered leaves the phone as soon as it has arrived.

const PREFIX = "ringside.kept.";
const AGAIN_MS = 30_000;

export const csrfToken = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";

const region = () => document.getElementById("kept");
const viewer = () => region()?.dataset.viewer;

// Throws where a browser keeps nothing.
export const keep = (url, label, data) => {
  const fields = [...data.entries()].filter(([name]) => name !== "csrfmiddlewaretoken");
  const entry = { url, label, viewer: viewer(), keptAt: new Date().toISOString(), fields };
  localStorage.setItem(`${PREFIX}${data.get("_id")}`, JSON.stringify(entry));
};

const waiting = () => {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) })).filter((one) => one.viewer === viewer());
};

const say = (kind, words, entry, url) => {
  const at = new Date(entry.keptAt).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const line = Object.assign(document.createElement("div"), { className: `notice notice-${kind}` });
  line.dataset.entry = entry.key;
  const title = Object.assign(document.createElement("p"), { className: "notice-title" });
  title.append(Object.assign(document.createElement("span"), { textContent: words.replace("%(entry)s", `${entry.label}, ${at}`) }));
  line.append(title);
  if (url) {
    const { open } = region().dataset;
    line.append(Object.assign(document.createElement("a"), { className: "button button-secondary", href: url, textContent: open }));
  }
  region().querySelector(`[data-entry="${entry.key}"]`)?.remove();
  region().append(line);
};

const send = async (entry) => {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  const headers = { "X-CSRFToken": csrfToken(), "X-Filling": "kept" };
  return fetch(entry.url, { method: "POST", body, headers, redirect: "manual" });
};

const sendOne = async (entry) => {
  const words = region().dataset;
  let answer;
  try {
    answer = await send(entry);
  } catch {
    say("warning", words.waiting, entry);
    return;
  }
  if (!answer.ok) {
    // Logged out (a redirect), or no longer allowed: it stays until somebody has looked.
    say("error", words.refused, entry, entry.url);
    return;
  }
  const { url, look_at: lookAt } = await answer.json();
  localStorage.removeItem(entry.key);
  if (lookAt) say("warning", words.look, entry, lookAt);
  else say("done", words.sent, entry, url);
  document.dispatchEvent(new CustomEvent("ringside:sent", { detail: { key: entry.key, url: lookAt ?? url } }));
};

let isSending = false;

const sendEach = async () => {
  for (const entry of waiting()) await sendOne(entry);
};

export const sendKept = async () => {
  if (isSending || !viewer() || !waiting().length) return;
  isSending = true;
  try {
    // Two tabs would send the same: harmless, and one is enough.
    if (navigator.locks) await navigator.locks.request("ringside.kept", sendEach);
    else await sendEach();
  } finally {
    isSending = false;
  }
};

export const showKept = () => {
  for (const entry of waiting()) say("warning", region().dataset.waiting, entry);
};

const begin = () => {
  addEventListener("online", sendKept);
  document.addEventListener("visibilitychange", () => document.hidden || sendKept());
  setInterval(sendKept, AGAIN_MS);
  sendKept();
};

if (region()) begin();
