// The list of macros is walked with the arrows, and a macro's text goes into the composer of the page beneath.
function walk(root, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.closest?.("[role=search], [data-arrows]")) return;
  const links = [...root.querySelectorAll("[data-arrows] a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function insert(root, button) {
  const composer = root.querySelector("#composer");
  const text = root.getElementById(button.dataset.inserts).value;
  if (!composer) return;
  const written = composer.querySelector("textarea");
  const mode = composer.querySelector(`[name="mode"][value="${button.dataset.insertsAs}"]`);
  if (mode) mode.checked = true;
  written.value = [written.value.trimEnd(), text].filter(Boolean).join("\n\n");
  written.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest("dialog").close();
  written.focus();
}

export function watchMacros(root) {
  root.addEventListener("keydown", (event) => walk(root, event));
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-inserts]");
    if (button) insert(root, button);
  });
}
