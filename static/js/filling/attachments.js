// A chosen file is sent at once; the form then carries only its key.

import { csrfToken } from "./kept.js";

const send = async (form, name, file) => {
  const data = new FormData();
  data.set("file", file);
  const url = form.dataset.attach.replace("/-/", `/${name}/`);
  const answer = await fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": csrfToken() } });
  if (!answer.ok) throw new Error(`the file was answered with ${answer.status}`);
  return answer.json();
};

const watchBox = (form, box) => {
  const chooser = box.querySelector("input[type=file]");
  const name = chooser.name.replace(/-file$/, "");
  const [key, called] = [box.querySelector(`[name="${name}"]`), box.querySelector(`[name="${name}-name"]`)];
  const [line, state] = [box.querySelector(".attachment-name"), box.querySelector(".attachment-state")];
  chooser.addEventListener("change", async (event) => {
    event.stopPropagation();
    if (!chooser.files.length) return;
    state.textContent = box.dataset.busy;
    try {
      const taken = await send(form, name, chooser.files[0]);
      state.textContent = taken.complaint ?? "";
      if (taken.key) {
        key.value = taken.key;
        called.value = taken.name;
        line.querySelector("span").textContent = taken.name;
        line.querySelector("input").checked = false;
        line.hidden = false;
        form.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } catch {
      state.textContent = box.dataset.failed;
    }
    chooser.value = "";
  });
};

export const watchAttachments = (form) => form.querySelectorAll("[data-attachment]").forEach((box) => watchBox(form, box));
