// The panel: rows that can be added, a key proposed while the label is typed, names put into a formula.

function showAdders() {
  for (const button of document.querySelectorAll("[data-add-panel-row]")) button.hidden = false;
}

function addRow(button) {
  const list = button.closest("[data-rows-of]").querySelector("[data-rows-list]");
  const row = list.lastElementChild.cloneNode(true);
  for (const box of row.querySelectorAll("input, select, textarea")) {
    if (box instanceof HTMLSelectElement) box.selectedIndex = 0;
    else box.value = "";
  }
  list.append(row);
  row.querySelector("input:not([type=hidden]), select").focus();
}

function insertName(button) {
  const formula = document.getElementById("formula");
  formula.setRangeText(button.dataset.insert, formula.selectionStart, formula.selectionEnd, "end");
  formula.focus();
  formula.dispatchEvent(new Event("input", { bubbles: true }));
}

// As forms_engine/builder/keys.py proposes it; the server has the last word.
function proposeKey(words) {
  const plain = words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
  const key = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(key) || !key ? key : `field_${key}`;
}

function proposeKeys(form) {
  const key = form.elements.key;
  if (!key || key.readOnly) return;
  const proposed = proposeKey(form.elements.label.value);
  const unit = proposeKey(form.elements.unit?.value ?? "");
  key.placeholder = unit && proposed && !proposed.endsWith(`_${unit}`) ? `${proposed}_${unit}` : proposed;
  form.elements.api_name.placeholder = key.value || key.placeholder;
}

document.addEventListener("click", (event) => {
  const adder = event.target.closest("[data-add-panel-row]");
  if (adder) addRow(adder);
  const inserter = event.target.closest("[data-insert]");
  if (inserter) insertName(inserter);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-panel]");
  if (form) proposeKeys(form);
});

document.addEventListener("htmx:afterSettle", showAdders);
showAdders();
