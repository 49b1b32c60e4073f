// Fragments marked `data-poll` are asked for again and again (hx-trigger="every 60s, refresh"). In a hidden tab they
// rest; when the tab is looked at again they are asked for at once.
// `data-poll="gently"`: not while somebody is in it or has opened a part of it, which would close under their eyes.

const resting = new Set();

function isInUse(fragment) {
  if (fragment.dataset.poll !== "gently") return false;
  return fragment.contains(document.activeElement) || fragment.querySelector("details[open]") !== null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const fragment = event.target;
  if (!fragment.matches("[data-poll]")) return;
  if (document.hidden) {
    event.preventDefault();
    resting.add(fragment);
  } else if (isInUse(fragment)) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const fragment of resting) {
    if (fragment.isConnected) fragment.dispatchEvent(new Event("refresh"));
  }
  resting.clear();
});
