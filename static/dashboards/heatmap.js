// The cells of a heatmap by keyboard: from a name the right arrow enters its row, arrows, Home and End go from cell to
// cell, a joined cell counts as the days it spans. Without this script names and headings lead to the same days.

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
