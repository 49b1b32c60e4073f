// A rule is read back in words while it is written. Without this file the two buttons open the same in a new tab.

const WAIT_MS = 400;

const pane = document.getElementById("rule-preview");
const form = pane?.closest("form");

let waiting = 0;
let asked = 0;

async function readBack(extra = {}) {
  const turn = ++asked;
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  const answer = await fetch(pane.dataset.url, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
  if (turn !== asked || !answer.ok) return;
  pane.innerHTML = await answer.text();
  // Who may not read the fields is told so, and offered no button that could only say it again.
  form.querySelector('[name="tries"]').hidden = Boolean(pane.querySelector("[data-closed]"));
}

const windowed = new Set(pane?.dataset.windowed.split(" "));

function showWindows() {
  for (const kind of form.querySelectorAll(".field-kind select")) {
    kind.closest("tr").classList.toggle("is-without-window", !windowed.has(kind.value));
  }
}

if (form) {
  form.addEventListener("change", showWindows);
  document.addEventListener("formset:added", showWindows);
  showWindows();
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => readBack(), WAIT_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  for (const button of form.querySelectorAll(".rule-preview-buttons input")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      readBack(button.name ? { [button.name]: "1" } : {});
    });
  }
  readBack();
}
