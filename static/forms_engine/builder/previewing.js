// The preview: the server draws the form as one role sees it, with what is typed in the panel, and nothing is saved.

const QUIET_MS = 350;
let role = "";
let size = "phone";
let waiting = 0;
let asked = 0;

const pane = () => document.getElementById("preview");

async function draw() {
  const here = pane();
  const frame = document.getElementById("preview-frame");
  if (!here || !frame) return;
  const panel = document.querySelector("[data-panel]");
  const said = panel ? new FormData(panel) : new FormData(document.getElementById("dragged"));
  said.set("_role", role || document.getElementById("preview-role").value);
  const turn = ++asked;
  const answer = await fetch(here.dataset.preview, { method: "POST", body: said });
  if (!answer.ok || turn !== asked) return;
  const place = frame.contentWindow?.scrollY ?? 0;
  frame.onload = () => frame.contentWindow.scrollTo(0, place);
  frame.srcdoc = await answer.text();
}

function drawSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(draw, QUIET_MS);
}

// The pane is drawn anew with the page; what was chosen in it stays.
function settle() {
  const here = pane();
  if (!here) return;
  const choice = document.getElementById("preview-role");
  if (role) choice.value = role;
  document.getElementById("preview-device").dataset.device = size;
  document.querySelector(".builder-columns").dataset.device = size;
  for (const button of here.querySelectorAll("[data-size]")) button.ariaPressed = String(button.dataset.size === size);
  draw();
}

document.addEventListener("change", (event) => {
  if (event.target.id !== "preview-role") return;
  role = event.target.value;
  draw();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-size]");
  if (!button) return;
  size = button.dataset.size;
  settle();
});

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-panel]")) drawSoon();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "builder" || event.detail.elt?.id === "builder") settle();
});
settle();
