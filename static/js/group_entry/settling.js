// What is said of a cell, in the cell: a problem, a question, or two people who wrote different things.

import { words } from "./words.js";

let notes = 0;

const button = (text, action) => {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.className = "entry-choice";
  made.addEventListener("click", action);
  return made;
};

export class Settling {
  constructor(grid) {
    this.grid = grid;
    this.whenSettled = () => {};
    grid.onForget = (cell) => this.clear(cell);
  }

  clear(cell) {
    cell.place.querySelector(".entry-note")?.remove();
    cell.input.removeAttribute("aria-describedby");
    cell.mark("");
  }

  note(cell, mark, sentence, ...buttons) {
    this.clear(cell);
    const made = Object.assign(document.createElement("div"), { className: "entry-note", id: `entry-note-${(notes += 1)}` });
    made.append(Object.assign(document.createElement("span"), { textContent: sentence }), ...buttons);
    cell.place.append(made);
    cell.mark(mark);
    cell.input.setAttribute("aria-describedby", made.id);
  }

  showProblem(cell, sentence) {
    this.note(cell, "is-wrong", sentence);
  }

  showQuestion(cell, sentence) {
    const agree = () => {
      cell.row.sure.add(cell.key);
      this.settle(cell);
    };
    this.note(cell, "is-asked", sentence, button(words("sure"), agree));
  }

  showCollision(cell, { theirs, words: shown, who }) {
    const mine = cell.text;
    const take = () => {
      cell.text = theirs;
      this.settle(cell);
    };
    const sentence = words("by_other", { who, theirs: shown, mine: mine || words("nothing") });
    this.note(
      cell,
      "is-collided",
      sentence,
      button(words("mine", { value: mine || words("nothing") }), () => this.settle(cell)),
      button(words("theirs", { value: shown }), take),
    );
  }

  // Answered: on to the next question; after the last one the rows are sent.
  settle(cell) {
    this.clear(cell);
    const { row } = cell;
    if (!this.openIn(row)) row.setState(row.isTouched ? "changed" : "");
    row.refresh();
    const next = this.firstOpen("is-asked", "is-collided");
    if (next) next.focus();
    else {
      cell.focus();
      if (this.grid.touched.length) this.whenSettled();
    }
  }

  openIn(row) {
    return row.cells.some((cell) => cell.place.matches(".is-asked, .is-collided"));
  }

  firstOpen(...marks) {
    return this.grid.rows.flatMap((row) => row.cells).find((cell) => marks.some((mark) => cell.place.classList.contains(mark)));
  }

  focusFirst() {
    this.firstOpen("is-wrong", "is-asked", "is-collided")?.focus();
  }
}
