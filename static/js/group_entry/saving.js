// Sending what changed and showing what came of it. What could not be sent stays, and can be sent again: the site
// knows each row by its id, so that sending twice is sending once.

import { say, words } from "./words.js";

const token = (root) => {
  // Whoever logs in again in another tab gets a new token; the cookie has it.
  const name = `${root.dataset.cookie}=`;
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(name));
  return cookie ? cookie.slice(name.length) : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
};

export class Saving {
  constructor(grid, settling) {
    this.grid = grid;
    this.settling = settling;
  }

  // The site's answer, or a sentence why there is none.
  async post(url, rows) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(this.grid.root) },
        body: JSON.stringify({ rows }),
      });
      if (response.ok) return await response.json();
    } catch {
      return words("unsent");
    }
    if (response.type === "opaqueredirect") return words("logged_out");
    if (response.status === 400) return (await response.json().catch(() => ({}))).said ?? words("broken");
    return response.status < 500 ? words("not_yours") : words("broken");
  }

  async check(rows) {
    const answer = await this.post(this.grid.root.dataset.check, rows);
    return typeof answer === "string" ? null : answer;
  }

  async save() {
    const { grid } = this;
    if (grid.isSending) return;
    const rows = grid.touched.filter((row) => !row.isWaiting);
    if (!rows.length) {
      if (grid.touched.length) this.settling.focusFirst();
      else say(words("changed_none"));
      return;
    }
    const sent = rows.map((row) => ({ row, texts: row.cells.map((cell) => cell.text), payload: row.payload() }));
    this.setSending(true);
    const answer = await this.post(grid.root.dataset.save, sent.map((one) => one.payload));
    this.setSending(false);
    if (typeof answer === "string") {
      say(answer, true);
      return;
    }
    const said = new Map(answer.rows.map((one) => [one.person, one]));
    for (const one of sent) this.apply(one, said.get(one.row.person));
    grid.refresh();
    const isBad = answer.rows.some((one) => one.state !== "saved");
    say(answer.said, isBad);
    if (isBad) this.settling.focusFirst();
  }

  setSending(isSending) {
    this.grid.isSending = isSending;
    if (isSending) {
      say("");
      this.grid.saveButton.textContent = words("saving");
    }
    this.grid.refresh();
  }

  apply({ row, texts }, answer) {
    row.setProblem(answer.problem);
    const isKnown = "texts" in answer;
    if (isKnown) [row.record, row.seen] = [answer.record, answer.seen];
    for (const [place, cell] of row.cells.entries()) {
      const isAsSent = cell.text === texts[place];
      if (isKnown) this.bring(cell, answer, isAsSent);
      if (isAsSent) this.tell(cell, answer.cells[cell.key]);
    }
    const who = Object.values(answer.cells).find((one) => one.who)?.who;
    row.setState(answer.state, { who });
    row.refresh();
  }

  // What the site has now. In a row that waits for a choice, what was typed stays.
  bring(cell, answer, isAsSent) {
    const text = answer.texts[cell.key] ?? "";
    const isTouched = cell.isTouched;
    cell.base = text;
    if (answer.state === "saved" ? isAsSent : !isTouched) cell.text = text;
    cell.start = text;
    cell.mean(answer.meanings[cell.key]);
  }

  tell(cell, said) {
    this.settling.clear(cell);
    if (said?.problem) this.settling.showProblem(cell, said.problem);
    else if (said?.question) this.settling.showQuestion(cell, said.question);
    else if (said?.who) this.settling.showCollision(cell, said);
  }
}
