// What was typed is kept on the server while one types, so that another device, or a tab opened again, goes on with it.

import { withoutFiles } from "./answers.js";
import { csrfToken } from "./kept.js";

const PAUSE_MS = 800;

// Answers `stop`, to be called when the form is sent.
export const keepDraft = (form) => {
  const url = form.dataset.draft;
  if (!url) return () => {};
  const saved = form.querySelector(".filling-saved");
  let waiting = null;
  let isStopped = false;
  const save = async () => {
    clearTimeout(waiting);
    waiting = null;
    try {
      const headers = { "X-CSRFToken": csrfToken() };
      const answer = await fetch(url, { method: "POST", body: withoutFiles(form), headers, redirect: "manual", keepalive: true });
      if (saved && answer.ok && !isStopped) saved.textContent = saved.dataset.words;
    } catch {
      if (saved) saved.textContent = ""; // no network: what is sent later carries everything
    }
  };
  const soon = () => {
    if (isStopped) return;
    if (saved) saved.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && waiting !== null) save();
  });
  return () => {
    isStopped = true;
    clearTimeout(waiting);
    waiting = null;
  };
};
