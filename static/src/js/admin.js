// The administration's forms by keyboard: Django's script adds and removes lines, and leaves the focus where it was or nowhere.
const CONTROL = "select:not(:disabled), textarea:not(:disabled), input:not(:disabled):not([type=hidden])";

// A line that was added is filled next.
document.addEventListener("formset:added", (event) => event.target.querySelector(CONTROL)?.focus());

// A line that is gone leads to the next one to add.
document.addEventListener("formset:removed", (event) => {
  document.querySelector(`#${CSS.escape(event.detail.formsetName)}-group .add-row a`)?.focus();
});

// The search of a list of chosen things is called what the list is called.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".select2-search__field:not([aria-label])")) return;
  const list = target.closest(".select2-container")?.previousElementSibling;
  const name = list?.labels?.[0]?.textContent.trim();
  if (name) target.setAttribute("aria-label", name.replace(/:$/, ""));
});

// What a form that came back has to say is read first.
addEventListener("load", () => {
  const shown = document.querySelector(".contract-plan") ? null : document.querySelector(".contract-preview");
  const said = document.querySelector(".errornote") ?? shown;
  said?.setAttribute("tabindex", "-1");
  said?.focus();
});

// A plan follows what is typed: all but the fields themselves is fetched anew, and the focus stays. What is confirmed must still be what was seen.
let asked;
document.addEventListener("change", async ({ target }) => {
  if (!target.form?.matches("[data-plans]")) return;
  asked?.abort();
  asked = new AbortController();
  const body = new FormData(target.form);
  body.delete("seen");
  body.delete("planned");
  const answer = await fetch(location.href, { method: "POST", body, signal: asked.signal }).catch(() => null);
  if (!answer || answer.redirected || answer.status >= 500) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = page.querySelectorAll("[data-planned]");
  const { name } = document.activeElement;
  document.querySelectorAll("[data-planned]").forEach((part, place) => parts[place] && part.replaceWith(parts[place]));
  if (name && document.activeElement === document.body) target.form.elements[name]?.focus();
});
