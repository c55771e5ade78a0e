// A form is sent once: its buttons rest until the answer comes, the page is shown again, or the answer is late (or a file).
const LATE = 15_000;
const buttons = (form) => form.querySelectorAll("button:not([type=button]), input[type=submit]");

function rest(form, resting) {
  form.toggleAttribute("data-sent", resting);
  for (const button of buttons(form)) button.setAttribute("aria-busy", String(resting));
}

export function watchSubmits(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.hasAttribute("data-sent")) return event.preventDefault();
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (question && !window.confirm(question)) return event.preventDefault();
    rest(form, true);
    setTimeout(() => rest(form, false), LATE);
  });
  const wake = () => root.querySelectorAll("form[data-sent]").forEach((form) => rest(form, false));
  window.addEventListener("pageshow", wake);
  root.addEventListener("htmx:finally:request", wake);
}
