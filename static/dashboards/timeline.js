// Charts over days: arrow keys or a pointer move one line along all of them, and what stands there is said. The rows
// of the table below each chart, newest first, are what is read; without this script the tables say the same.
// Charts end on one day but may begin on different ones, and a board that is asked again brings new ones.

const SLOT = 10;
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = "[data-trend]";
// How many days before the newest one the line stands; -1 before it stands anywhere.
let back = -1;

const liveOf = () => document.querySelector(".trend-live");
const rowsOf = (chart) => chart.parentElement.querySelectorAll(".pane-table tbody > tr");
const countOf = (chart) => rowsOf(chart).length;

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

function showDay(chart) {
  const row = rowsOf(chart)[back];
  const reading = chart.parentElement.querySelector(".pane-reading");
  if (!row) {
    chart.querySelectorAll(".trend-cursor").forEach((line) => line.remove());
    if (reading) reading.hidden = true;
    return;
  }
  chart.querySelectorAll(".trend-plot").forEach((plot) => drawCursor(plot, countOf(chart) - 1 - back));
  if (reading) [reading.hidden, reading.textContent] = [false, wordsOf(row)];
}

function moveTo(chart, index, isSaid) {
  const last = countOf(chart) - 1;
  if (last < 0) return;
  back = last - Math.max(0, Math.min(last, index));
  document.querySelectorAll(DRAWN).forEach(showDay);
  const live = liveOf();
  if (isSaid && live) live.textContent = `${chart.getAttribute("aria-label")}. ${wordsOf(rowsOf(chart)[back])}`;
}

const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -Infinity, End: Infinity };

document.addEventListener("keydown", (event) => {
  const chart = event.target;
  if (!chart.matches(DRAWN) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter") {
    const link = back < 0 ? null : rowsOf(chart)[back]?.querySelector("a");
    if (link) location.assign(link.href);
    return;
  }
  if (!(event.key in MOVES)) return;
  event.preventDefault();
  const from = back < 0 ? countOf(chart) : countOf(chart) - 1 - back;
  moveTo(chart, from + MOVES[event.key], true);
});

document.addEventListener("focusin", (event) => {
  const live = liveOf();
  if (live && back < 0 && event.target.matches(DRAWN)) live.textContent = live.dataset.hint ?? "";
});

document.addEventListener("pointermove", (event) => {
  const chart = event.target.closest?.(DRAWN);
  const box = chart?.querySelector(".trend-plot")?.getBoundingClientRect();
  if (!box?.width) return;
  moveTo(chart, Math.floor(((event.clientX - box.left) / box.width) * countOf(chart)), false);
});
