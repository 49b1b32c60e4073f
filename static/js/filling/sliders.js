// A line to slide on beside the number. Until it is touched there is no answer: a line always shows some value.

const addLine = (box) => {
  const number = box.querySelector("input[type=number]");
  const line = document.createElement("input");
  line.type = "range";
  for (const limit of ["min", "max", "step"]) line[limit] = number[limit];
  line.setAttribute("aria-label", number.labels[0]?.textContent.trim() ?? number.name);
  const follow = () => {
    line.classList.toggle("is-untouched", number.value === "");
    line.value = number.value === "" ? (Number(line.min) + Number(line.max)) / 2 : number.value;
  };
  line.addEventListener("input", () => {
    number.value = line.value;
    line.classList.remove("is-untouched");
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // A tap in the middle changes nothing and is an answer all the same.
  line.addEventListener("pointerup", () => {
    if (number.value === "") line.dispatchEvent(new Event("input"));
  });
  number.addEventListener("input", follow);
  follow();
  box.prepend(line);
};

export const drawSliders = (form) => form.querySelectorAll("[data-slider]").forEach(addLine);
