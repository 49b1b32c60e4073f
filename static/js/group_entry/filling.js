// Many cells at once: down a column, the last answers, emptied; and all of it taken back.

import { counted, say, words } from "./words.js";

export class Filling {
  constructor(grid, moving) {
    this.grid = grid;
    this.moving = moving;
    this.before = [];
    this.button = grid.root.querySelector('[data-do="undo"]');
    moving.onClear = (cells) => this.put(cells.map((cell) => [cell, ""]));
  }

  get canUndo() {
    return this.before.length > 0;
  }

  // `wanted`: pairs of cell and text. Remembers what stood there, once.
  put(wanted) {
    const changes = wanted.filter(([cell, text]) => cell.settled(text) !== cell.text);
    if (!changes.length) return 0;
    this.before = changes.map(([cell]) => [cell, cell.text]);
    this.write(changes);
    this.button.hidden = false;
    say(counted("filled", changes.length));
    return changes.length;
  }

  write(changes) {
    for (const [cell, text] of changes) {
      this.grid.forget(cell);
      cell.text = text;
    }
  }

  undo() {
    this.write(this.before);
    this.before = [];
    this.button.hidden = true;
    say(words("undone"));
    this.moving.current?.focus();
  }

  // Through the chosen cells; from a single one down to the last row.
  fillDown() {
    const block = this.moving.block();
    const [top] = block;
    if (!top) return;
    const from = this.grid.rows.indexOf(top[0].row);
    const below = block.length > 1 ? block.slice(1) : this.grid.rows.slice(from + 1).map((row) => this.sameColumns(row, top));
    if (!below.length) say(words("nothing_below"));
    else this.put(below.flatMap((cells) => cells.map((cell, place) => [cell, top[place].text])));
    this.moving.current?.focus();
  }

  sameColumns(row, cells) {
    return cells.map((cell) => row.cells[this.grid.at(cell).column]);
  }

  // Into the empty cells of the column with the cursor, or of all columns while the cursor is nowhere.
  takeLast() {
    const { current } = this.moving;
    const hinted = this.grid.rows
      .flatMap((row) => row.cells)
      .filter((cell) => cell.hint && !cell.text && !cell.isHidden && (!current || cell.key === current.key));
    if (!this.put(hinted.map((cell) => [cell, cell.hint]))) say(words("no_last"));
    current?.focus();
  }
}
