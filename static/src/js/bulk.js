// The queue's boxes: shift chooses a stretch, the head's box the page; the bar says how many and comes only with one.
export function watchBulk(root) {
  const bar = root.getElementById("bulk");
  if (!bar) return;
  const count = bar.querySelector("[data-chosen]");
  const boxes = () => [...root.querySelectorAll('input[name="row"][form="bulk"]')];
  const head = root.querySelector('[data-chooses="page"]');
  let last = null;
  const show = () => {
    const all = boxes();
    const chosen = all.filter((box) => box.checked).length;
    count.textContent = count.dataset.chosen.replace("%s", chosen);
    bar.toggleAttribute("data-has-some", chosen > 0);
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  };
  const choose = (some, checked) => {
    for (const box of some) box.checked = checked;
    show();
  };
  root.addEventListener("click", ({ target, shiftKey }) => {
    const all = boxes();
    if (target === head) choose(all, head.checked);
    else if (target.closest?.('[data-chooses="none"]')) choose(all, false);
    else if (target.closest?.('[data-chooses="all"]')) choose(all, !all.every((box) => box.checked));
    if (target.name !== "row") return;
    const [from, to] = [all.indexOf(last), all.indexOf(target)].sort((a, b) => a - b);
    if (shiftKey && from >= 0) choose(all.slice(from, to + 1), target.checked);
    last = target;
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
