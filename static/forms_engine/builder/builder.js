// What happened is said to screen readers, and focus goes to what was taken in hand.
// The page works without this: every step is a form, every choice a link.

const live = document.getElementById("builder-live");
let inHand = chosen();

function chosen() {
  return document.getElementById("builder")?.dataset.chosen ?? "";
}

function announce() {
  const builder = document.getElementById("builder");
  const words = builder?.querySelector(".builder-refusal .notice-title")?.textContent.trim() || builder?.dataset.said;
  if (!words || !live) return;
  live.classList.add("visually-hidden");
  // The same words twice are said twice.
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

function goToPanel() {
  const now = chosen();
  if (now === inHand) return;
  inHand = now;
  const panel = document.getElementById("panel");
  if (!now || !panel) return;
  panel.scrollIntoView({ block: "nearest" });
  const first = panel.querySelector("form [aria-invalid=true], form input:not([type=hidden]), form textarea, form select");
  (first ?? panel).focus({ preventScroll: innerWidth > 900 });
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "builder" && event.detail.elt?.id !== "builder") return;
  announce();
  goToPanel();
});

// Another page came back, such as the one to log in: it is shown whole, not as a hole where the form was.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id !== "builder" || xhr.status >= 400 || xhr.responseText.includes('id="builder"')) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});

// A step that fails on the way says so, to be seen and heard; nothing typed is lost.
for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(trouble, () => {
    if (!live) return;
    live.classList.remove("visually-hidden");
    live.textContent = live.dataset.failed;
  });
}
