// The keys of a spreadsheet: where the cursor is, which cells are chosen, and the way between them.
// Typing within a cell leaves ← and → to the cell.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Moving {
  constructor(grid) {
    this.grid = grid;
    this.current = null;
    this.anchor = null;
    this.isTyping = false;
    this.entered = "";
    this.shortcuts = {};
  }

  bind(shortcuts, canUndo) {
    const { table } = this.grid;
    this.shortcuts = shortcuts;
    this.canUndo = canUndo;
    table.addEventListener("focusin", (event) => this.arrive(event));
    table.addEventListener("input", () => (this.isTyping = true));
    table.addEventListener("pointerdown", (event) => this.press(event));
    table.addEventListener("mouseup", (event) => this.release(event));
    document.addEventListener("keydown", (event) => this.key(event));
    this.catchUp();
  }

  // Somebody may have been quicker than this script: what they are typing stays as it is.
  catchUp() {
    const cell = this.grid.cellOf(document.activeElement);
    if (!cell) return;
    this.current = this.anchor = cell;
    this.entered = cell.start;
    this.isTyping = cell.isTouched;
  }

  arrive(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    if (!this.isExtending) this.anchor = cell;
    this.current = cell;
    this.isTyping = false;
    this.entered = cell.text;
    this.paint();
    if (cell.kind !== "select" && window.matchMedia("(pointer: fine)").matches) cell.input.select();
  }

  press(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    if (event.shiftKey && this.anchor && cell !== this.anchor) {
      event.preventDefault();
      this.extendTo(cell);
    } else if (cell === this.current && document.activeElement === cell.input) {
      this.isTyping = cell.kind !== "select";
      this.anchor = cell;
      this.paint();
    } else this.isFresh = true;
  }

  // The first click chooses the whole cell, the second one puts the caret.
  release(event) {
    if (this.isFresh && this.grid.cellOf(event.target)) event.preventDefault();
    this.isFresh = false;
  }

  key(event) {
    if (event.isComposing) return;
    const cell = this.grid.cellOf(event.target);
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isCommand && this.command(event, cell)) event.preventDefault();
    else if (cell && !event.ctrlKey && !event.metaKey && !event.altKey && this.move(event, cell)) event.preventDefault();
    else if (!cell && this.leaveName(event)) event.preventDefault();
  }

  command(event, cell) {
    const key = event.key.toLowerCase();
    const action = this.shortcuts[key];
    if (!action || document.querySelector("dialog[open]")) return false;
    if (key === "s" || (cell && key === "d")) return action() ?? true;
    if (key === "z" && cell && !this.isTyping && this.canUndo()) return action() ?? true;
    return false;
  }

  move(event, cell) {
    const { key, shiftKey } = event;
    if (key === "Tab") return this.tab(cell, shiftKey ? -1 : 1);
    if (key === "Enter") return this.enter(cell, shiftKey);
    if (key === "Escape") return this.restore(cell);
    if (key === "F2") return this.type(cell);
    if (key in STEPS) return this.step(cell, key, shiftKey);
    if (key === "Delete" || key === "Backspace") return this.clear(cell);
    return false;
  }

  step(cell, key, isExtending) {
    const [down, right] = STEPS[key];
    if (this.isTyping && (right || cell.kind === "long")) return false;
    const next = this.neighbour(isExtending ? this.current : cell, down, right);
    if (isExtending && next) this.extendTo(next);
    else if (next) next.focus();
    else if (right < 0) cell.row.element.querySelector("a").focus();
    return true;
  }

  // From an athlete's name the arrows lead back into the row.
  leaveName(event) {
    const row = this.grid.rows.find((one) => one.element.querySelector("a") === event.target);
    if (!row || !(event.key in STEPS) || event.key === "ArrowLeft") return false;
    const [down] = STEPS[event.key];
    if (!down) return row.cells.find((cell) => !cell.isHidden)?.focus() ?? true;
    this.grid.rows[this.grid.rows.indexOf(row) + down]?.element.querySelector("a").focus();
    return true;
  }

  neighbour(cell, down, right) {
    const at = this.grid.at(cell);
    for (let step = 1; step <= Math.max(this.grid.columns, 1); step += 1) {
      const next = this.grid.cell(at.row + down * step, at.column + right * step);
      if (!next || !next.isHidden) return next;
    }
    return undefined;
  }

  tab(cell, way) {
    if (way > 0 && cell.place.querySelector("button")) return false;
    const shown = this.grid.rows.flatMap((row) => row.cells).filter((one) => !one.isHidden);
    const next = shown[shown.indexOf(cell) + way];
    next?.focus();
    return Boolean(next);
  }

  enter(cell, isUp) {
    if (cell.kind === "long" && isUp) return false;
    this.neighbour(cell, isUp ? -1 : 1, 0)?.focus();
    return true;
  }

  restore(cell) {
    cell.text = this.entered;
    this.isTyping = false;
    this.anchor = this.current = cell;
    this.paint();
    if (cell.kind !== "select") cell.input.select();
    return true;
  }

  type(cell) {
    this.isTyping = cell.kind !== "select";
    if (this.isTyping && cell.input.setSelectionRange) cell.input.setSelectionRange(cell.text.length, cell.text.length);
    return true;
  }

  clear(cell) {
    const chosen = this.chosen();
    if (chosen.length < 2 && (this.isTyping || cell.kind !== "select")) return false;
    this.onClear?.(chosen);
    return true;
  }

  extendTo(cell) {
    this.isExtending = true;
    cell.focus();
    this.isExtending = false;
    this.current = cell;
    this.paint();
  }

  // The chosen cells in sight, row by row.
  block() {
    if (!this.current) return [];
    const [one, other] = [this.grid.at(this.anchor ?? this.current), this.grid.at(this.current)];
    const within = (place, name) => place >= Math.min(one[name], other[name]) && place <= Math.max(one[name], other[name]);
    return this.grid.rows
      .filter((_row, place) => within(place, "row"))
      .map((row) => row.cells.filter((cell, place) => within(place, "column") && !cell.isHidden));
  }

  chosen() {
    return this.block().flat();
  }

  paint() {
    for (const old of this.grid.table.querySelectorAll(".is-chosen")) old.classList.remove("is-chosen");
    const chosen = this.chosen();
    if (chosen.length > 1) for (const cell of chosen) cell.place.classList.add("is-chosen");
  }
}
