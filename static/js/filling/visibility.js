// Sections that hang on answers come and go while one answers. Reckons as forms_engine/visibility.py does; the server
// judges again when the form is sent.

import { answersOf, asNumber } from "./answers.js";

const isSame = (typed, value) => {
  if (typeof value === "boolean") return typed === (value ? "yes" : "no");
  if (typeof value === "number") return asNumber(typed) === value;
  return typed === value;
};

const ORDERED = { at_least: (one, other) => one >= other, at_most: (one, other) => one <= other };

const inOrder = (test, typed, value) => {
  const compare = ORDERED[test];
  if (!compare) return false;
  if (typeof value !== "number") return typeof value === "string" && compare(typed, value);
  const number = asNumber(typed);
  return !Number.isNaN(number) && compare(number, value);
};

const isAll = (answers, value) => {
  const wanted = Array.isArray(value) ? value : [value];
  return answers.length === wanted.length && wanted.every((one, place) => isSame(answers[place], one));
};

const holds = ({ known, field, test, value }, data) => {
  if (known !== undefined) return known;
  const answers = answersOf(data, field);
  if (test === "answered" || test === "not_answered") return answers.length > 0 === (test === "answered");
  if (test === "is_not") return !isAll(answers, value);
  if (!answers.length) return false;
  if (test === "is") return isAll(answers, value);
  if (test === "one_of") return Array.isArray(value) && value.some((one) => isSame(answers[0], one));
  if (test === "contains") return answers.some((one) => isSame(one, value));
  return inOrder(test, answers[0], value);
};

const isShown = ({ rule, conditions }, data) => {
  if (!conditions.length) return true;
  const answers = conditions.map((one) => holds(one, data));
  return rule === "any" ? answers.some(Boolean) : answers.every(Boolean);
};

const show = (section, shown) => {
  section.hidden = !shown;
  section.disabled = !shown;
};

// `settle()` shows and hides anew. A section may hang on one that is hidden itself, hence the rounds.
export const watchConditions = (form, whenChanged) => {
  const sections = [...form.querySelectorAll("[data-conditions]")].map((element) => ({
    element,
    conditions: JSON.parse(element.dataset.conditions),
  }));
  const settle = () => {
    for (const { element } of sections) show(element, true);
    for (let round = 0; round <= sections.length; round += 1) {
      const data = new FormData(form);
      const found = sections.map(({ conditions }) => isShown(conditions, data));
      const isSettled = sections.every(({ element }, place) => element.hidden === !found[place]);
      sections.forEach(({ element }, place) => show(element, found[place]));
      if (isSettled) break;
    }
    for (const { element } of sections) element.dataset.decided = "";
    whenChanged();
  };
  form.addEventListener("input", settle);
  form.addEventListener("change", settle);
  settle();
};
