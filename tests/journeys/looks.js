// Looks at the page as it stands and answers what is wrong with it, one sentence each: what axe has no rule for.
() => {
  const wrong = [];
  for (const change of document.getAnimations()) change.finish(); // colours that are still on their way
  const named = (element) => `${element.localName}${element.id ? "#" + element.id : ""} “${element.textContent.trim().slice(0, 40)}”`;
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);

  if (all("h1").length !== 1) wrong.push(`${all("h1").length} headings of the first level`);
  const spare = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (spare > 0) {
    const culprit = all("body *").findLast((one) => one.getBoundingClientRect().right > innerWidth + 1);
    wrong.push(`${spare} px wider than the window: ${culprit ? named(culprit) : "?"}`);
  }

  for (const table of all("table")) if (!table.caption) wrong.push("a table without a caption");
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids.filter((one, place) => ids.indexOf(one) !== place))) wrong.push(`id twice: ${id}`);

  // Contrast of every piece of text with what it stands on, drawn grounds too, which axe leaves undecided; colours of any notation are read by painting them.
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const known = new Map(); // a page has few colours and many words
  const luminanceOf = (colours) => {
    const key = colours.join();
    if (!known.has(key)) known.set(key, luminance(paint(colours)));
    return known.get(key);
  };
  const grounds = new Map([[null, ["Canvas"]]]);
  const groundOf = (element) => {
    if (!grounds.has(element)) {
      const [below, own] = [groundOf(element.parentElement), getComputedStyle(element).backgroundColor];
      grounds.set(element, own === "rgba(0, 0, 0, 0)" ? below : [...below, own]);
    }
    return grounds.get(element);
  };
  const hasWords = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const isClipped = (element) => element.closest(".visually-hidden, .skip-link, svg, [disabled], option") !== null;
  for (const element of document.querySelectorAll("body *")) {
    if (!hasWords(element) || isClipped(element) || !isSeen(element)) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const [light, dark] = [luminanceOf([...ground, style.color]), luminanceOf(ground)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)}: ${named(element)}`);
  }
  return [...new Set(wrong)];
}
