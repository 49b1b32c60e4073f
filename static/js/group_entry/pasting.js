// A block from a spreadsheet: read, shown with what it would change and what is wrong with it, then put in. And copying.

import { counted, say, words } from "./words.js";

const MOST_LISTED = 8;

// Rows of cells from tab-separated text; a cell in quotes may hold line breaks, tabs and doubled quotes.
export const readBlock = (text) => {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/g;
  for (const [, quoted, plain, end] of text.matchAll(pattern)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "") break;
    if (end !== "\t") rows.push([]);
  }
  // A spreadsheet ends each row with a line break, the last one too.
  while (rows.length > 1 && rows.at(-1).every((cell) => cell === "")) rows.pop();
  return rows;
};

const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const writeBlock = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\n");

export class Pasting {
  constructor(grid, moving, filling, saving, settling) {
    Object.assign(this, { grid, moving, filling, saving, settling });
    this.dialog = document.getElementById("entry-paste");
    this.changes = [];
    this.problems = new Map();
    grid.table.addEventListener("paste", (event) => this.paste(event));
    grid.table.addEventListener("copy", (event) => this.copy(event));
    this.dialog.addEventListener("close", () => this.moving.current?.focus());
  }

  copy(event) {
    if (this.moving.isTyping || !this.grid.cellOf(event.target)) return;
    const block = this.moving.block();
    event.preventDefault();
    event.clipboardData.setData("text/plain", writeBlock(block.map((row) => row.map((cell) => cell.text))));
    say(counted("copied", block.flat().length));
  }

  paste(event) {
    const cell = this.grid.cellOf(event.target);
    const text = event.clipboardData.getData("text/plain");
    const block = readBlock(text);
    const isOne = block.length === 1 && block[0].length === 1;
    if (!cell || (isOne && this.moving.isTyping)) return;
    event.preventDefault();
    if (isOne) this.filling.put(this.moving.chosen().map((one) => [one, block[0][0]]));
    else this.preview(cell, block);
  }

  preview(cell, block) {
    const at = this.grid.at(cell);
    const shown = cell.row.cells.map((_one, place) => place).filter((place) => place >= at.column && !cell.row.cells[place].isHidden);
    const wanted = [];
    let beyond = 0;
    for (const [down, texts] of block.entries()) {
      for (const [right, text] of texts.entries()) {
        const target = this.grid.cell(at.row + down, shown[right]);
        if (target) wanted.push([target, target.settled(text)]);
        else beyond += 1;
      }
    }
    this.changes = wanted.filter(([target, text]) => text !== target.text);
    this.problems = new Map();
    this.describe(beyond);
    this.dialog.showModal();
    if (this.changes.length) this.check();
  }

  describe(beyond) {
    const rows = new Set(this.changes.map(([cell]) => cell.row)).size;
    const sum = `${counted("paste_cells", this.changes.length)} ${counted("paste_rows", rows)}`;
    this.tell("sum", this.changes.length ? sum : words("paste_same"));
    this.tell("beyond", beyond ? words("paste_beyond", { count: beyond }) : "");
    this.tell("verdict", "");
    this.part("wrong").replaceChildren();
    this.dialog.querySelector('[data-do="put"]').disabled = !this.changes.length;
  }

  part(name) {
    return this.dialog.querySelector(`[data-say="${name}"]`);
  }

  tell(name, sentence) {
    this.part(name).textContent = sentence;
  }

  // The site judges the rows as they would be; only what is said of pasted cells is shown.
  async check() {
    const changes = this.changes;
    const put = new Map(changes);
    const rows = [...new Set(changes.map(([cell]) => cell.row))];
    const answer = await this.saving.check(rows.map((row) => row.payload(put)));
    if (this.changes !== changes) return;
    if (!answer) {
      this.tell("verdict", words("paste_unchecked"));
      return;
    }
    const said = new Map(answer.rows.map((one) => [one.person, one]));
    for (const [cell] of changes) {
      const problem = said.get(cell.row.person)?.cells[cell.key]?.problem;
      if (problem) this.problems.set(cell, problem);
    }
    this.list();
  }

  list() {
    const wrong = [...this.problems];
    this.tell("verdict", wrong.length ? counted("paste_wrong", wrong.length) : words("paste_good"));
    const lines = wrong.slice(0, MOST_LISTED).map(([cell, problem]) => `${cell.name}: ${problem}`);
    if (wrong.length > MOST_LISTED) lines.push(words("paste_more", { count: wrong.length - MOST_LISTED }));
    this.part("wrong").replaceChildren(
      ...lines.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
    );
  }

  put() {
    this.filling.put(this.changes);
    for (const [cell, problem] of this.problems) this.settling.showProblem(cell, problem);
    this.cancel();
  }

  cancel() {
    this.changes = [];
    this.dialog.close();
  }
}
