// The grid as it stands in the page: rows of cells, what is saved in them and what somebody typed since.

import { counted, words } from "./words.js";

const SAID = ["is-wrong", "is-asked", "is-collided"];

export class Cell {
  constructor(input, row, head) {
    this.input = input;
    this.place = input.closest("td");
    this.row = row;
    this.key = head.dataset.key;
    this.kind = head.dataset.kind;
    this.label = head.querySelector("span").textContent;
    // `start`: what the page began with, whatever was typed before this script came; `base`: what is saved. They
    // differ where a new entry begins with a default.
    this.start = input.options ? [...input.options].find((one) => one.defaultSelected)?.value ?? "" : input.defaultValue;
    this.base = input.dataset.first === undefined ? this.start : "";
    this.hint = input.dataset.hint ?? "";
  }

  get text() {
    return this.input.value;
  }

  set text(text) {
    if (this.kind === "select") this.choose(text);
    else this.input.value = text;
    this.row.refresh();
  }

  // A pasted word may be the value or the words of an option; any other stays in sight until somebody mends it.
  choose(text) {
    const asked = text.trim().toLowerCase();
    const options = [...this.input.options];
    const option = options.find((one) => one.value === text) ??
      options.find((one) => asked && [one.value, one.text].some((word) => word.trim().toLowerCase() === asked));
    if (!asked) this.input.value = "";
    else if (option) this.input.value = option.value;
    else {
      this.input.add(new Option(text, text));
      this.input.value = text;
    }
  }

  // What `text` would look like once it stands here.
  settled(text) {
    if (this.kind !== "select") return text.trim();
    const asked = text.trim().toLowerCase();
    const option = [...this.input.options].find((one) => [one.value, one.text].some((word) => word.trim().toLowerCase() === asked));
    return asked && option ? option.value : text.trim();
  }

  get isTouched() {
    return this.text !== this.start;
  }

  get isHidden() {
    return this.place.hidden;
  }

  get name() {
    return `${this.row.name}, ${this.label}`;
  }

  mark(name) {
    this.place.classList.remove(...SAID);
    if (name) this.place.classList.add(name);
    if (name === "is-wrong") this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  // What a standard says of the saved value; while another is typed the style sheet hides it.
  mean(said) {
    this.place.querySelector(".entry-meaning")?.remove();
    if (!said) return;
    const made = Object.assign(document.createElement("span"), { textContent: said.words });
    made.className = `entry-meaning light is-${said.light}`;
    this.input.after(made);
  }

  focus() {
    if (this.isHidden) this.row.grid.onHidden();
    this.input.focus();
  }
}

export class Row {
  constructor(element, grid, heads) {
    const { person, id, record, seen } = element.dataset;
    this.grid = grid;
    this.element = element;
    this.person = Number(person);
    this.id = id;
    this.record = record ? Number(record) : null;
    this.seen = seen;
    this.sure = new Set();
    this.state = "";
    this.name = element.querySelector(".entry-person a").textContent;
    this.stateLine = element.querySelector(".entry-state");
    this.problemLine = element.querySelector(".entry-problem");
    this.cells = [...element.querySelectorAll(".entry-input")].map((input, place) => new Cell(input, this, heads[place]));
  }

  get isTouched() {
    return this.cells.some((cell) => cell.isTouched);
  }

  get isWaiting() {
    return this.cells.some((cell) => cell.place.classList.contains("is-collided"));
  }

  // What to send: every cell that says something else than what is saved. `put`: cell → text, in place of its own.
  payload(put = new Map()) {
    const cells = {};
    for (const cell of this.cells) {
      const text = put.get(cell) ?? cell.text;
      if (text !== cell.base) cells[cell.key] = text;
    }
    return { person: this.person, id: this.id, record: this.record, seen: this.seen, cells, sure: [...this.sure] };
  }

  setProblem(sentence) {
    this.problemLine.textContent = sentence;
    this.problemLine.hidden = !sentence;
  }

  setState(state, values = {}) {
    this.state = state;
    this.stateLine.textContent = state ? words(`state_${state}`, values) : "";
    this.stateLine.dataset.state = state;
  }

  refresh() {
    for (const cell of this.cells) cell.place.classList.toggle("is-changed", cell.isTouched);
    if (this.isTouched && ["", "saved"].includes(this.state)) this.setState("changed");
    if (!this.isTouched && this.state !== "saved") {
      this.setState("");
      this.setProblem("");
    }
    this.grid.refresh();
  }
}

export class Grid {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector("table");
    const heads = [...this.table.querySelectorAll(".entry-head")];
    this.columns = heads.length;
    this.onHidden = () => {};
    this.rows = [...this.table.tBodies[0].rows].map((element) => new Row(element, this, heads));
    this.byInput = new Map(this.rows.flatMap((row) => row.cells.map((cell) => [cell.input, cell])));
    this.saveButton = root.querySelector('[data-do="save"]');
    this.isSending = false;
    if (window.matchMedia("(pointer: coarse)").matches) this.usePickers();
    this.table.addEventListener("input", (event) => this.typed(event));
    for (const row of this.rows) row.refresh();
  }

  // On a finger's screen the device's own pickers are better than typing a date.
  usePickers() {
    for (const { input, kind } of this.byInput.values()) if (/^(date|time|datetime-local)$/.test(kind)) input.type = kind;
  }

  typed(event) {
    const cell = this.byInput.get(event.target);
    if (!cell) return;
    this.forget(cell);
    cell.row.refresh();
  }

  // What was said of a cell no longer holds once it says something else.
  forget(cell) {
    cell.row.sure.delete(cell.key);
    if (SAID.some((mark) => cell.place.classList.contains(mark))) this.onForget?.(cell);
  }

  cellOf(input) {
    return this.byInput.get(input);
  }

  cell(row, column) {
    return this.rows[row]?.cells[column];
  }

  at(cell) {
    return { row: this.rows.indexOf(cell.row), column: cell.row.cells.indexOf(cell) };
  }

  get touched() {
    return this.rows.filter((row) => row.isTouched);
  }

  showGroup(number) {
    for (const one of this.table.querySelectorAll("[data-group]")) one.hidden = number !== "" && one.dataset.group !== number;
  }

  // Once for however many cells have just changed.
  refresh() {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => this.draw());
  }

  draw() {
    this.isDue = false;
    const count = this.touched.length;
    this.saveButton.disabled = this.isSending || !count;
    if (!this.isSending) this.saveButton.textContent = count ? counted("save", count) : words("save");
  }
}
