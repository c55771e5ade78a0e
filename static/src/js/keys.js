// Shortcuts: an element with `data-hotkey="g q"` is clicked or focused by it; `?` shows the list.
import { install } from "@github/hotkey";

function list(dialog) {
  const keys = dialog.querySelector(".keys");
  keys.replaceChildren();
  for (const element of document.querySelectorAll("[data-hotkey][data-hotkey-label]")) {
    const key = document.createElement("dt");
    for (const part of element.dataset.hotkey.split(",")[0].split(" ")) {
      key.append(Object.assign(document.createElement("kbd"), { textContent: part }), " ");
    }
    keys.append(key, Object.assign(document.createElement("dd"), { textContent: element.dataset.hotkeyLabel }));
  }
}

export function watchKeys(root) {
  const dialog = root.getElementById("shortcuts");
  const enlist = (parent) => parent.querySelectorAll("[data-hotkey]").forEach((element) => install(element));
  enlist(root);
  root.addEventListener("htmx:after:swap", (event) => enlist(event.target));
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-opens-shortcuts]") || !dialog) return;
    list(dialog);
    dialog.showModal();
  });
}
