// One form to fill: everything it does beyond what a browser does by itself. Without this file it is a plain form.

import { withoutFiles } from "./answers.js";
import { watchAttachments } from "./attachments.js";
import { check, focusFirstWrong, forgiveWhileTyping } from "./checking.js";
import { keepDraft } from "./drafts.js";
import { csrfToken, keep, showKept } from "./kept.js";
import { goOnWhenTapped, showProgress } from "./progress.js";
import { watchRows } from "./rows.js";
import { drawSliders } from "./sliders.js";
import { watchConditions } from "./visibility.js";

const PATIENCE_MS = 20_000;

const start = () => {
  const form = document.querySelector("form[data-filling]");
  if (!form) return;
  drawSliders(form);
  watchRows(form);
  watchAttachments(form);
  forgiveWhileTyping(form);
  watchConditions(form, showProgress(form));
  goOnWhenTapped(form);
  const stopDraft = keepDraft(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.isSending === undefined && check(form)) send(form, stopDraft);
  });
  focusFirstWrong(form);
};

const send = async (form, stopDraft) => {
  stopDraft();
  form.dataset.isSending = "";
  const data = withoutFiles(form);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": csrfToken(), "X-Filling": "now" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    delete form.dataset.isSending;
    keepHere(form, data);
    return;
  }
  await goOn(form, data, answer);
};

// Saved: go where the server says. Refused: the same page with its complaints. Anything else the browser asks itself,
// so that one sees the answer (the log-in page, a page that says what is wrong).
const goOn = async (form, data, answer) => {
  if (answer.type === "opaqueredirect" && form.dataset.draft) {
    keepHere(form, data);
    location.reload();
  } else if (!answer.ok) {
    HTMLFormElement.prototype.submit.call(form);
  } else if (answer.headers.get("Content-Type").startsWith("application/json")) {
    location.assign((await answer.json()).url);
  } else {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    start();
  }
};

const keepHere = (form, data) => {
  try {
    if (!form.dataset.draft) throw new Error("only new entries wait here");
    keep(form.action, form.dataset.label, data);
  } catch {
    const list = Object.assign(document.createElement("p"), { className: "errorlist", textContent: form.dataset.notKept });
    list.setAttribute("role", "alert");
    form.querySelector(".form-actions").before(list);
    return;
  }
  form.hidden = true;
  document.querySelector("[data-about-draft]")?.remove();
  showKept();
  document.getElementById("kept").scrollIntoView({ block: "start" });
  document.addEventListener("ringside:sent", ({ detail }) => {
    if (detail.key.endsWith(data.get("_id"))) location.assign(detail.url);
  });
};

start();
