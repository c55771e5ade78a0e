// The queue by keyboard: j and k walk along the rows, o opens, t takes. What is selected survives going back, and has the focus again if it was chosen by keys.
const KEY = "queue:selected";
const PLACE = "queue:place";
const BY_KEYS = "queue:by-keys";
const YEAR = 365 * 24 * 60 * 60;
const rows = (table) => [...table.querySelectorAll("[data-row]")];
const selected = (table) => table.querySelector('[data-row][aria-selected="true"]');

function select(table, row, focus) {
  if (!row) return;
  selected(table)?.setAttribute("aria-selected", "false");
  row.setAttribute("aria-selected", "true");
  sessionStorage.setItem(KEY, row.dataset.row);
  if (!focus) return;
  sessionStorage.setItem(BY_KEYS, "yes");
  row.querySelector("a").focus();
}

function move(table, step) {
  const all = rows(table);
  const here = all.indexOf(selected(table));
  select(table, all[Math.min(Math.max(here + step, 0), all.length - 1)], true);
}

// A page that comes back after a deed stands where it stood, and a ticket leads back to the page it was opened from.
function keepPlace(root) {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  const here = location.pathname + location.search;
  if (!root.querySelector("[data-walks]")) {
    for (const link of root.querySelectorAll("[data-back-to-queue]")) if (kept) link.href = kept.address;
    return;
  }
  if (kept?.address === here) scrollTo(0, kept.top);
  addEventListener("pagehide", () => sessionStorage.setItem(PLACE, JSON.stringify({ address: here, top: scrollY })));
}

function toggleDensity(button, table) {
  const compact = table.classList.toggle("table-compact");
  button.setAttribute("aria-pressed", String(compact));
  document.cookie = `density=${compact ? "compact" : "normal"}; path=/; max-age=${YEAR}; samesite=lax`;
}

export function watchQueue(root) {
  keepPlace(root);
  root.addEventListener("change", ({ target }) => {
    if (target.matches("select")) target.closest("[data-submits-on-change]")?.requestSubmit();
  });
  const table = root.querySelector("[data-walks]");
  if (!table) return;
  const kept = sessionStorage.getItem(KEY);
  select(table, rows(table).find((row) => row.dataset.row === kept), sessionStorage.getItem(BY_KEYS) === "yes");
  table.addEventListener("pointerdown", () => sessionStorage.removeItem(BY_KEYS));
  table.addEventListener("focusin", ({ target }) => select(table, target.closest("[data-row]"), false));
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-moves], [data-presses], [data-density]");
    if (button?.hasAttribute("data-density")) return toggleDensity(button, table);
    if (button?.dataset.moves) move(table, Number(button.dataset.moves));
    else if (button) selected(table)?.querySelector(button.dataset.presses)?.click();
  });
}
