// The way out: a warning while something is unsaved, a word to the others that this page is gone, and who is here.

const here = document.getElementById("entry-here");

export const watchLeaving = (grid, url) => {
  window.addEventListener("beforeunload", (event) => {
    if (grid.touched.length) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    const word = new FormData();
    word.set("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    navigator.sendBeacon(url, word);
  });
  // A page the browser kept is as old as it looks: fresh, unless something typed would be lost.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !grid.touched.length) window.location.reload();
    else if (event.persisted) here.dispatchEvent(new Event("refresh"));
  });
};

// The same words again are not said again, and a page to log in at is none of them.
here?.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, serverResponse } = event.detail;
  const isOther = !xhr.responseURL.endsWith(here.getAttribute("hx-post"));
  if (isOther || serverResponse.trim() === here.innerHTML.trim()) event.detail.shouldSwap = false;
});
