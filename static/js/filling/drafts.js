// What was typed is kept on the server while one types, so that another device, or a tab opened again, goes on with it.

import { withoutFiles } from "./answers.js";
import { csrfToken } from "./kept.js";

const PAUSE_MS = 800;
const PATIENCE_MS = 20_000;

// Answers `stop`, to be called when the form is sent.
export const keepDraft = (form) => {
  const url = form.dataset.draft;
  if (!url) return () => {};
  const saved = form.querySelector(".filling-saved");
  let waiting;
  let isStopped = false;
  let changes = 0;
  let sent = 0; // how many of them the newest request carries
  let last = Promise.resolve();
  const send = async () => {
    if (isStopped) return;
    const carried = (sent = changes);
    try {
      const headers = { "X-CSRFToken": csrfToken() };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(url, { method: "POST", body: withoutFiles(form), headers, redirect: "manual", keepalive: true, signal });
      // 204 is kept, anything else is not; and only what stands in the form now may be called saved.
      if (saved && answer.status === 204 && carried === changes && !isStopped) saved.textContent = saved.dataset.words;
    } catch {
      if (saved) saved.textContent = ""; // no network: what is sent later carries everything
    }
  };
  // One after the other: of two on their way at once the older one could arrive last.
  const save = () => {
    last = last.then(send);
  };
  const soon = () => {
    if (isStopped) return;
    changes += 1;
    if (saved) saved.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || sent === changes) return;
    clearTimeout(waiting);
    send(); // at once: a page that is left may not get another chance
  });
  return () => {
    isStopped = true;
    clearTimeout(waiting);
  };
};
