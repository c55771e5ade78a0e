// What is typed into a field with `data-draft="key"` survives a closed tab, until its form is sent and accepted. A page
// that shows an error says so by `.error-summary` or `data-keeps-drafts`; any other page that answers means accepted.
const PREFIX = "draft:";
const SENT = "sent-drafts";
const fields = (root) => root.querySelectorAll("[data-draft]");
const key = (field) => PREFIX + location.pathname + ":" + field.dataset.draft;

function settle(root) {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  const answered = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (!sent.length || !answered || root.querySelector(".error-summary, [data-keeps-drafts]")) return;
  for (const each of sent) localStorage.removeItem(each);
  sessionStorage.removeItem(SENT);
}

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
  settle(root);
  restore(root);
  root.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-draft]")) return;
    if (target.value) localStorage.setItem(key(target), target.value);
    else localStorage.removeItem(key(target));
  });
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.hasAttribute("data-keeps-draft")) return;
    const sent = [...fields(event.target)].map(key);
    if (sent.length) sessionStorage.setItem(SENT, JSON.stringify(sent));
  });
}
