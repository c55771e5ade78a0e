// A link with `data-dialog` opens the form of its page in the dialog; the form itself is sent as on that page.
import htmx from "htmx.org/dist/htmx.esm.min.js";

const PLAIN = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);

async function fill(dialog, address) {
  await htmx.ajax("GET", address, { target: "#dialog-place", swap: "innerHTML" });
  const heading = dialog.querySelector("h1");
  if (!heading) return location.assign(address);
  dialog.setAttribute("aria-label", heading.textContent.trim());
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], #dialog-place :is(input:not([type=hidden]), select, textarea)");
  first?.focus();
}

export function watchDialogs(root) {
  const dialog = root.getElementById("dialog");
  if (!dialog) return;
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || !PLAIN(event)) return;
    event.preventDefault();
    for (const menu of root.querySelectorAll("details.menu[open]")) menu.open = false;
    link.closest("details.menu")?.querySelector("summary").focus();
    fill(dialog, link.href).catch(() => location.assign(link.href));
  });
  dialog.addEventListener("close", () => root.getElementById("dialog-place").replaceChildren());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
