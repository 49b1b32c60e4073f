// Bars, dots and points by keyboard: the tab key goes to a drawing, arrow keys, Home and End from mark to mark in it.
// In a list, where marks stand under one another, the arrow down goes to the next. The mark last stood on is where the tab key comes back to.

const MARK = "svg.chart .dot-of";
const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -Infinity, End: Infinity };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in MOVES)) return;
  const mark = event.target.closest?.(MARK);
  if (!mark) return;
  event.preventDefault();
  const svg = mark.ownerSVGElement;
  const isBack = svg.classList.contains("is-list") && ["ArrowDown", "ArrowUp"].includes(event.key);
  const marks = [...svg.querySelectorAll(".dot-of")];
  const at = marks.indexOf(mark) + (isBack ? -1 : 1) * MOVES[event.key];
  const next = marks[Math.max(0, Math.min(marks.length - 1, at))];
  mark.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
});
