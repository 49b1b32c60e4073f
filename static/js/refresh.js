// Fragments marked `data-poll` are asked for again and again (hx-trigger="every 60s, refresh"). In a hidden tab they
// rest; when the tab is looked at again they are asked for at once.

const resting = new Set();

document.addEventListener("htmx:beforeRequest", (event) => {
  const fragment = event.target;
  if (document.hidden && fragment.matches("[data-poll]")) {
    event.preventDefault();
    resting.add(fragment);
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const fragment of resting) {
    if (fragment.isConnected) fragment.dispatchEvent(new Event("refresh"));
  }
  resting.clear();
});
