// The theme is a cookie, so that the server writes it into the page and nothing flashes. "auto" follows the system.
const YEAR = 365 * 24 * 60 * 60;

const current = () => document.documentElement.dataset.bsTheme ?? "auto";

function show(root) {
  for (const button of root.querySelectorAll("[data-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.theme === current()));
  }
}

function choose(theme) {
  if (theme === "auto") delete document.documentElement.dataset.bsTheme;
  else document.documentElement.dataset.bsTheme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
}

export function watchThemes(root) {
  show(root);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme]");
    if (!button) return;
    choose(button.dataset.theme);
    show(root);
  });
}
