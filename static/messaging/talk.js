// A conversation: begin at its end, stay there while it grows, send with Ctrl or Cmd and Enter, and say when sending
// failed. Without this file everything works, with a page load for each message.

const NEAR = 120;

const isAtEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR;
const goToEnd = () => window.scrollTo(0, document.documentElement.scrollHeight);
const box = () => document.getElementById("box");

const newest = () => document.querySelector(".talk-line:last-child");

let wasAtEnd = true;
let known = newest()?.id;

// The lines are swapped as a whole; a screen reader is told the newest alone.
const tellNewest = () => {
  const line = newest();
  if (!line || line.id === known) return;
  known = line.id;
  if (!line.classList.contains("is-own")) document.getElementById("said").textContent = line.innerText;
};

document.addEventListener("htmx:beforeSwap", () => {
  wasAtEnd = isAtEnd();
});

document.addEventListener("htmx:afterSettle", (event) => {
  tellNewest();
  const isOwn = event.detail.requestConfig?.verb === "post";
  if (isOwn) box()?.querySelector("textarea")?.focus();
  if (isOwn || wasAtEnd) goToEnd();
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.detail.requestConfig?.verb === "post") box().querySelector(".talk-unsent").hidden = false;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box()?.contains(event.target)) box().requestSubmit();
});

if (box()) goToEnd();
