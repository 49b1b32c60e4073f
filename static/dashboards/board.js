// The open board: a light tells its rule in a dialog, and rows whose data changed are replaced. Without this script a
// light leads to a page of its own and a reload brings the news.

const EVERY_MS = 45_000;

const board = () => document.getElementById("board");

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href*='/board/why/']");
  const dialog = document.getElementById("why");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "X-Fragment": "why" } });
  if (!answer.ok || answer.redirected) return location.assign(link.href);
  const close = Object.assign(document.createElement("button"), { className: "button button-quiet board-why-close", type: "button" });
  close.textContent = board()?.dataset.close ?? "×";
  close.addEventListener("click", () => dialog.close());
  dialog.innerHTML = await answer.text();
  dialog.append(close);
  if (!dialog.open) dialog.showModal();
});

// A press beside the dialog closes it.
document.addEventListener("click", (event) => {
  if (event.target.id === "why") event.target.close();
});

let tag = "";
let askedOf = "";

async function askForChanges() {
  const page = board();
  if (!page?.dataset.changes || document.hidden) return;
  const address = new URL(page.dataset.changes, location.href);
  address.searchParams.set("since", page.dataset.since);
  if (askedOf !== page.dataset.changes) tag = "";
  askedOf = page.dataset.changes;
  const answer = await fetch(address, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
  // A whole answer is the login page of somebody whose session has ended; 410 is a page that slept too long or is
  // no longer of today: its address may name the day that was.
  if (answer.status === 410) return location.assign(page.dataset.again);
  if (answer.redirected) return location.reload();
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag") ?? "";
  page.dataset.since = answer.headers.get("X-Board-Since") ?? page.dataset.since;
  replaceRows(page, await answer.text());
}

function replaceRows(page, text) {
  const template = document.createElement("template");
  template.innerHTML = `<table><tbody>${text}</tbody></table>`;
  const names = [];
  for (const fresh of template.content.querySelectorAll("tr[id]:not(#board-mean)")) {
    const old = document.getElementById(fresh.id);
    if (!old || old.outerHTML === fresh.outerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    fresh.classList.add("is-new");
    old.replaceWith(fresh);
    if (focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    // The name alone: beside it may stand what must be known of somebody.
    names.push(fresh.querySelector("th a")?.textContent ?? "");
  }
  replaceSquad(page, template.content);
  const news = page.querySelector(".board-news");
  if (names.length && news) news.textContent = `${page.dataset.news} ${names.join(", ")}`;
}

// Head and means go with the rows: a page that says "3 act" over four of them is believed by nobody.
function replaceSquad(page, fresh) {
  const means = fresh.querySelector("#board-mean");
  if (means) document.getElementById("board-mean")?.replaceWith(means);
  for (const count of fresh.querySelectorAll("template[data-count]")) {
    const light = page.querySelector(`.board-count > .is-${count.dataset.count}`);
    if (light) light.textContent = count.content.textContent;
  }
}

const ask = () => askForChanges().catch(() => {}); // no network: the next time
setInterval(ask, EVERY_MS);
document.addEventListener("visibilitychange", ask);
document.addEventListener("board:ask", ask);
