// How far one is, and on to the next question when a point was tapped.

const NAMED = "input:not([type=hidden], [type=range]), select, textarea";

const questionsOf = (form) =>
  [...form.querySelectorAll(".field")].filter((field) => {
    const control = field.querySelector(NAMED);
    return control && !control.name.startsWith("_") && !field.closest("[hidden], [data-row]");
  });

const isAnswered = (field) =>
  [...field.querySelectorAll(`${NAMED}, .attachment [type=hidden]`)].some((control) =>
    ["radio", "checkbox"].includes(control.type) ? control.checked && control.value !== "" : control.value !== "",
  );

export const showProgress = (form) => {
  const box = form.querySelector(".filling-progress");
  if (!box) return () => {};
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  return () => {
    const questions = questionsOf(form);
    const answered = questions.filter(isAnswered).length;
    box.hidden = questions.length < 2;
    bar.max = questions.length || 1;
    bar.value = answered;
    words.textContent = words.dataset.words.replace("%(answered)s", answered).replace("%(all)s", questions.length);
  };
};

export const goOnWhenTapped = (form) => {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
  form.addEventListener("click", (event) => {
    // A click without a place was made by the keyboard, whose arrows pass over points on their way.
    if (event.target.type !== "radio" || event.detail === 0 || event.screenX === 0) return;
    const questions = questionsOf(form);
    const next = questions[questions.indexOf(event.target.closest(".field")) + 1];
    if (next && next.getBoundingClientRect().bottom > innerHeight) {
      next.scrollIntoView({ block: "center", behavior: isCalm.matches ? "auto" : "smooth" });
    }
  });
};
