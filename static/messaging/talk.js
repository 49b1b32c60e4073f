// A conversation: begin at its end, stay there while it grows, send with Ctrl or Cmd and Enter, and say when sending
// failed. Without this file everything works, with a page load for each message.

const NEAR = 120;

const isAtEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR;
const goToEnd = () => window.scrollTo(0, document.documentElement.scrollHeight);
const box = () => document.getElementById("box");

let wasAtEnd = true;

document.addEventListener("htmx:beforeSwap", () => {
  wasAtEnd = isAtEnd();
});

document.addEventListener("htmx:afterSettle", (event) => {
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
