// Charts over days: arrow keys or a pointer move one line along all of them, and what stands there is said. The rows
// of the table below each chart, newest first, are what is read; without this script the tables say the same.

const SLOT = 10;
const SVG = "http://www.w3.org/2000/svg";
const charts = [...document.querySelectorAll("[data-trend]")];
const live = document.querySelector(".trend-live");
let at = -1;

const rowsOf = (chart) => chart.parentElement.querySelectorAll(".pane-table tbody > tr");
const countOf = (chart) => rowsOf(chart).length;
const rowAt = (chart, index) => rowsOf(chart)[countOf(chart) - 1 - index];

/** "Tue 10 Mar: Readiness 78, Own normal 72 – 86" */
function wordsOf(row) {
  const heads = [...row.closest("table").querySelectorAll("thead th")].slice(1);
  const [day, ...cells] = row.children;
  const told = cells
    .map((cell, place) => [heads[place].textContent.trim(), cell.textContent.trim()])
    .filter(([, words]) => words && words !== "–")
    .map(([head, words]) => `${head} ${words}`);
  return `${day.textContent.trim()}: ${told.join(", ") || "–"}`;
}

function drawCursor(plot, index) {
  let line = plot.querySelector(".trend-cursor");
  if (!line) {
    line = document.createElementNS(SVG, "path");
    line.setAttribute("class", "trend-cursor");
    plot.append(line);
  }
  line.setAttribute("d", `M${index * SLOT + SLOT / 2} 0V${plot.viewBox.baseVal.height}`);
}

function moveTo(chart, index, isSaid) {
  at = Math.max(0, Math.min(countOf(chart) - 1, index));
  for (const one of charts) {
    one.querySelectorAll(".trend-plot").forEach((plot) => drawCursor(plot, at));
    const row = rowAt(one, at);
    const reading = one.parentElement.querySelector(".pane-reading");
    if (row && reading) [reading.hidden, reading.textContent] = [false, wordsOf(row)];
  }
  const row = rowAt(chart, at);
  if (isSaid && live && row) live.textContent = `${chart.getAttribute("aria-label")}. ${wordsOf(row)}`;
}

const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -Infinity, End: Infinity };

for (const chart of charts) {
  chart.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      const link = at < 0 ? null : rowAt(chart, at)?.querySelector("a");
      if (link) location.assign(link.href);
      return;
    }
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    moveTo(chart, (at < 0 ? countOf(chart) : at) + MOVES[event.key], true);
  });
  chart.addEventListener("focus", () => {
    if (live && at < 0) live.textContent = live.dataset.hint ?? "";
  });
  chart.addEventListener("pointermove", (event) => {
    const plot = chart.querySelector(".trend-plot");
    const box = plot?.getBoundingClientRect();
    if (!box?.width) return;
    moveTo(chart, Math.floor(((event.clientX - box.left) / box.width) * countOf(chart)), false);
  });
}
