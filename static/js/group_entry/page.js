// Group entry: binds the grid of the page to its keys, its clipboard, its buttons and the site.

import { Filling } from "./filling.js";
import { Grid } from "./grid.js";
import { watchLeaving } from "./leaving.js";
import { Moving } from "./moving.js";
import { Pasting } from "./pasting.js";
import { Saving } from "./saving.js";
import { Settling } from "./settling.js";

const root = document.getElementById("entry");

const bindTabs = (grid) => {
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const show = (number) => {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.tab === number));
    grid.showGroup(number);
  };
  for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.tab));
  grid.onHidden = () => show("");
};

if (root) {
  const grid = new Grid(root);
  const moving = new Moving(grid);
  const filling = new Filling(grid, moving);
  const settling = new Settling(grid);
  const saving = new Saving(grid, settling);
  settling.whenSettled = () => saving.save();
  const pasting = new Pasting(grid, moving, filling, saving, settling);
  const actions = {
    save: () => saving.save(),
    down: () => filling.fillDown(),
    last: () => filling.takeLast(),
    undo: () => filling.undo(),
    put: () => pasting.put(),
    cancel: () => pasting.cancel(),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) actions[button.dataset.do]?.();
  });
  moving.bind({ d: actions.down, s: actions.save, z: actions.undo }, () => filling.canUndo);
  bindTabs(grid);
  watchLeaving(grid, root.dataset.gone);
  root.dataset.ready = "yes";
}
