// What is missing or out of bounds is said beside its question before anything is sent, and the first one gets the
// focus. What is only unusual is asked about once: sending again means it is right. The server judges all of it again.

import { asNumber } from "./answers.js";

const complain = (field, control, words, place) => {
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.id = `wrong-${place}`;
  list.append(Object.assign(document.createElement("li"), { textContent: words }));
  const before = field.querySelector(".field-help") ?? field.querySelector("legend, label");
  before.after(list);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", list.id);
};

const forgive = (field) => {
  field.querySelectorAll(".errorlist").forEach((list) => list.remove());
  for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
};

const questionAbout = (form, control) => {
  const value = asNumber(control.value ?? "");
  const { softMin, softMax } = control.dataset;
  if (Number.isNaN(value)) return "";
  const words = softMin !== undefined && value < Number(softMin) ? form.dataset.low
    : softMax !== undefined && value > Number(softMax) ? form.dataset.high : "";
  return words.replace("%(value)s", control.value);
};

const isSure = (form, token) => [...form.querySelectorAll("[name=_sure]")].some((one) => one.value === token);

const beSure = (form, token) =>
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_sure", value: token }));

const wordsAbout = (form, control) => {
  if (control.validity.valueMissing) return form.dataset.required;
  if (!control.validity.valid) return control.validationMessage;
  const question = questionAbout(form, control);
  const token = `${control.name}:${control.value}`;
  if (!question || isSure(form, token)) return "";
  beSure(form, token);
  return question;
};

// True when there is nothing to complain about.
export const check = (form) => {
  let first = null;
  const fields = [...form.querySelectorAll(".field")].filter((field) => !field.closest("[hidden]"));
  fields.forEach((field, place) => {
    forgive(field);
    const controls = field.querySelectorAll("input:not([type=hidden]), select, textarea");
    const wrong = [...controls].map((control) => [control, wordsAbout(form, control)]).find(([, words]) => words);
    if (!wrong) return;
    complain(field, ...wrong, place);
    first ??= wrong[0];
  });
  first?.focus();
  first?.closest(".field").scrollIntoView({ block: "center" });
  return first === null;
};

export const forgiveWhileTyping = (form) =>
  form.addEventListener("input", (event) => {
    const field = event.target.closest?.(".field");
    if (field) forgive(field);
  });

export const focusFirstWrong = (form) => {
  const first = form.querySelector("[aria-invalid=true]");
  first?.focus();
  first?.closest(".field")?.scrollIntoView({ block: "center" });
};
