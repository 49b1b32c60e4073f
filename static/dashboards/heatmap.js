// The cells of a heatmap by keyboard: from a name the right arrow enters its row, arrows, Home and End go from cell to
// cell, a joined cell counts as the days it spans. Without this script names and headings lead to the same days, where
// every hole has its cause too.

const targetOf = (cell) => cell?.querySelector("a") ?? null;

function columnOf(cell) {
  let column = 0;
  for (const before of cell.parentElement.cells) {
    if (before === cell) return column;
    column += before.colSpan;
  }
  return column;
}

function cellAt(row, column) {
  let reached = 0;
  for (const cell of row?.cells ?? []) {
    reached += cell.colSpan;
    if (column < reached) return cell;
  }
  return null;
}

function next(cell, key) {
  const row = cell.parentElement;
  switch (key) {
    case "ArrowRight":
      return cell.nextElementSibling;
    case "ArrowLeft":
      return cell.previousElementSibling;
    case "ArrowDown":
      return cellAt(row.nextElementSibling, columnOf(cell));
    case "ArrowUp":
      return cellAt(row.previousElementSibling, columnOf(cell));
    case "Home":
      return row.cells[0];
    case "End":
      return row.cells[row.cells.length - 1];
    default:
      return null;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const cell = event.target.closest?.("table[data-heatmap] tbody :is(td, th)");
  const target = cell && targetOf(next(cell, event.key));
  if (!target) return;
  event.preventDefault();
  target.focus();
});

// Why a hole is there is asked when somebody stands on it or points at it, not for thousands of cells beforehand.
const PAUSE_MS = 200;
const told = new Map();
let waiting = 0;

function addressOf(hole, live) {
  const row = hole.parentElement;
  const newest = row.closest("table").tHead.rows[0].cells.length - 1;
  const url = new URL(live.dataset.gaps, location);
  url.searchParams.set("person", live.dataset.people.split(" ")[row.sectionRowIndex]);
  url.searchParams.set("back", newest - (columnOf(hole) + hole.colSpan - 1));
  url.searchParams.set("days", hole.colSpan);
  return url.href;
}

// The hole stood on: an answer that comes late for another one is kept, not said.
let stoodOn = null;

async function tell(hole, live, further = "") {
  const address = addressOf(hole, live);
  if (!told.has(address)) {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    told.set(address, await answer.text());
  }
  if (hole === stoodOn) live.textContent = `${told.get(address)} ${further}`.trim();
}

const holeOf = (event) => event.target.closest?.("table[data-heatmap] td.is-missing") ?? null;
const liveOf = () => document.querySelector("[data-gaps]");

function ask(event) {
  const hole = holeOf(event);
  const live = liveOf();
  clearTimeout(waiting);
  if (hole && hole === tapped) return;
  stoodOn = hole ?? stoodOn;
  if (hole && live) waiting = setTimeout(() => tell(hole, live), PAUSE_MS);
}

document.addEventListener("focusin", ask);
document.addEventListener("pointerover", ask);

// A finger cannot point: its first tap on a hole says why, the second one follows the link.
let pointer = "";
let tapped = null;

document.addEventListener("pointerdown", (event) => {
  pointer = event.pointerType;
});

document.addEventListener("click", (event) => {
  // Without a count it is the Enter key.
  const hole = pointer === "touch" && event.detail ? holeOf(event) : null;
  const live = liveOf();
  if (!hole || !live || hole === tapped || !targetOf(hole)) return;
  event.preventDefault();
  clearTimeout(waiting);
  tapped = stoodOn = hole;
  tell(hole, live, live.dataset.again);
});
