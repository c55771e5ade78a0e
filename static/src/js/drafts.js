// What is typed into a field with `data-draft="key"` survives a closed tab, until its form is sent and answered.
const PREFIX = "draft:";
const fields = (root) => root.querySelectorAll("[data-draft]");
const key = (field) => PREFIX + location.pathname + ":" + field.dataset.draft;

function restore(root) {
  for (const field of fields(root)) {
    const kept = localStorage.getItem(key(field));
    if (kept && !field.value) {
      field.value = kept;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

export function watchDrafts(root) {
  restore(root);
  root.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-draft]")) return;
    if (target.value) localStorage.setItem(key(target), target.value);
    else localStorage.removeItem(key(target));
  });
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.submitter?.hasAttribute("data-keeps-draft")) return;
    for (const field of fields(event.target)) localStorage.removeItem(key(field));
  });
}
