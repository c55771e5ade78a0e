// A menu is a details element: it closes when the reader clicks elsewhere or presses Escape. One that a shortcut opens
// takes the focus, which stands nowhere near it.
const FIRST = ".menu-body :is(a, button, select, textarea, input:not([type=hidden]))";

export function watchMenus(root) {
  const open = () => root.querySelectorAll("details.menu[open]");
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.matches("details.menu[open]") && !target.contains(document.activeElement)) target.querySelector(FIRST)?.focus();
    },
    true,
  );
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
