// Dragging fields, sections and tiles. Letting go fills the hidden form “dragged”, which is a step like any other.

/* global Sortable */

// What is dragged among its own kind alone, by the word it has in steps and data-attributes.
const WHOLES = ["section", "tile"];

function send(values) {
  const form = document.getElementById("dragged");
  for (const box of form.querySelectorAll("[data-dragged]")) box.value = values[box.name] ?? "";
  form.requestSubmit();
}

function fieldDropped({ item, to, from, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  const before = item.nextElementSibling?.dataset.field;
  send({ _step: "move_field", _field: item.dataset.field, _in: to.dataset.fields, _before: before });
}

function wholeDropped(name, { item, oldIndex, newIndex }) {
  if (oldIndex === newIndex) return;
  let next = item.nextElementSibling;
  while (next && !next.dataset[name]) next = next.nextElementSibling;
  send({ _step: `move_${name}`, [`_${name}`]: item.dataset[name], _before: next?.dataset[name] });
}

function makeSortable() {
  if (typeof Sortable === "undefined") return;
  const usual = { animation: 120, ghostClass: "is-ghost", chosenClass: "is-lifted" };
  for (const list of document.querySelectorAll("[data-fields]")) {
    Sortable.create(list, { ...usual, group: "fields", handle: "[data-grip-field]", draggable: "[data-field]", onEnd: fieldDropped });
  }
  for (const name of WHOLES) {
    for (const list of document.querySelectorAll(`[data-${name}s]`)) {
      const onEnd = (drop) => wholeDropped(name, drop);
      Sortable.create(list, { ...usual, handle: `[data-grip-${name}]`, draggable: `[data-${name}]`, onEnd });
    }
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "builder" || event.detail.elt?.id === "builder") makeSortable();
});
makeSortable();
