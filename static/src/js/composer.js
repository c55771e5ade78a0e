// A key chooses what is written, a reply or a note, and puts the cursor into the one text of both.
export function watchComposers(root) {
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-writes]");
    if (!button) return;
    const form = button.closest("form");
    form.querySelector(`[name="mode"][value="${button.dataset.writes}"]`).checked = true;
    form.querySelector("textarea").focus();
  });
}
