// Inside the preview: the parts of filling that show themselves, and none that sends or keeps anything.

import { watchRows } from "../../js/filling/rows.js";
import { drawSliders } from "../../js/filling/sliders.js";
import { watchConditions } from "../../js/filling/visibility.js";

const form = document.querySelector("form.filling");
form.addEventListener("submit", (event) => event.preventDefault());
drawSliders(form);
watchRows(form);
watchConditions(form, () => {});
