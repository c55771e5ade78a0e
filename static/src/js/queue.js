// The queue by keyboard: j and k walk along the rows, o opens, t takes. What is selected survives going back.
const KEY = "queue:selected";
const rows = (table) => [...table.querySelectorAll("[data-row]")];
const selected = (table) => table.querySelector('[data-row][aria-selected="true"]');

function select(table, row, focus) {
  if (!row) return;
  selected(table)?.setAttribute("aria-selected", "false");
  row.setAttribute("aria-selected", "true");
  sessionStorage.setItem(KEY, row.dataset.row);
  if (focus) row.querySelector("a").focus();
}

function move(table, step) {
  const all = rows(table);
  const here = all.indexOf(selected(table));
  select(table, all[Math.min(Math.max(here + step, 0), all.length - 1)], true);
}

export function watchQueue(root) {
  root.addEventListener("change", ({ target }) => {
    if (target.matches("select")) target.closest("[data-submits-on-change]")?.requestSubmit();
  });
  const table = root.querySelector("[data-walks]");
  if (!table) return;
  const kept = sessionStorage.getItem(KEY);
  select(table, rows(table).find((row) => row.dataset.row === kept), false);
  table.addEventListener("focusin", ({ target }) => select(table, target.closest("[data-row]"), false));
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-moves], [data-presses]");
    if (button?.dataset.moves) move(table, Number(button.dataset.moves));
    else if (button) selected(table)?.querySelector(button.dataset.presses)?.click();
  });
}
