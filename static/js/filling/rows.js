// Rows of a table are added and taken out; the server numbers them by their names.

const watchTable = (table, changed) => {
  const all = table.querySelector(".rows-all");
  const blank = table.querySelector("template");
  const add = table.querySelector("[data-add-row]");
  let next = 0;
  for (const control of all.querySelectorAll("[name]")) {
    const number = Number(control.name.split("-")[1]);
    if (Number.isInteger(number)) next = Math.max(next, number + 1);
  }
  const settle = () => {
    add.hidden = all.children.length >= Number(table.dataset.most);
    for (const button of all.querySelectorAll("[data-drop-row]")) button.hidden = false;
  };
  add.addEventListener("click", () => {
    const row = blank.content.cloneNode(true);
    for (const element of row.querySelectorAll("*")) {
      for (const name of ["id", "for", "name", "aria-describedby"]) {
        const said = element.getAttribute(name);
        if (said?.includes("__row__")) element.setAttribute(name, said.replace("__row__", next));
      }
    }
    next += 1;
    all.append(row);
    settle();
    changed();
    all.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  all.addEventListener("click", (event) => {
    if (!event.target.matches("[data-drop-row]")) return;
    event.target.closest("[data-row]").remove();
    settle();
    changed();
    add.focus();
  });
  settle();
};

export const watchRows = (form) => {
  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelectorAll("[data-rows]").forEach((table) => watchTable(table, changed));
};
