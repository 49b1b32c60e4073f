// Dragging fields and sections. Letting go fills the hidden form “dragged”, which is a step like any other.

/* global Sortable */

const HANDLE = { field: "[data-grip-field]", section: "[data-grip-section]" };

function send(values) {
  const form = document.getElementById("dragged");
  for (const name of ["_step", "_field", "_section", "_in", "_before"]) form.elements[name].value = values[name] ?? "";
  form.requestSubmit();
}

function fieldDropped({ item, to, from, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  const before = item.nextElementSibling?.dataset.field;
  send({ _step: "move_field", _field: item.dataset.field, _in: to.dataset.fields, _before: before });
}

function sectionDropped({ item, oldIndex, newIndex }) {
  if (oldIndex === newIndex) return;
  let next = item.nextElementSibling;
  while (next && !next.dataset.section) next = next.nextElementSibling;
  send({ _step: "move_section", _section: item.dataset.section, _before: next?.dataset.section });
}

function makeSortable() {
  if (typeof Sortable === "undefined") return;
  const usual = { animation: 120, ghostClass: "is-ghost", chosenClass: "is-lifted" };
  for (const list of document.querySelectorAll("[data-fields]")) {
    Sortable.create(list, { ...usual, group: "fields", handle: HANDLE.field, draggable: "[data-field]", onEnd: fieldDropped });
  }
  for (const list of document.querySelectorAll("[data-sections]")) {
    Sortable.create(list, { ...usual, handle: HANDLE.section, draggable: "[data-section]", onEnd: sectionDropped });
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "builder" || event.detail.elt?.id === "builder") makeSortable();
});
makeSortable();
