// Relative times stay true while a page is open. The page says what time the server had (`data-now`), because a
// reader's clock may be wrong, and how it says such times (`data-relative`); the browser counts what passes since.
const UNITS = [[86400, 4], [3600, 3], [60, 2]];
const TICK = 15_000;

export function relative(seconds, [ahead, ago, ...units]) {
  const away = Math.abs(Math.trunc(seconds));
  const [size, at] = UNITS.find(([size]) => away >= size) ?? [1, 1];
  const amount = Math.floor(away / size);
  const words = size === 1 ? units[0] : units[at - 1 + (at === 4 && amount !== 1 ? 1 : 0)];
  return (seconds >= 0 ? ahead : ago).replace("%s", words.replace("%s", amount));
}

export function watchTimes(root) {
  const { now, relative: told } = document.documentElement.dataset;
  if (!now || !told) return;
  const words = told.split("|");
  const [served, started] = [Date.parse(now), performance.now()];
  const tick = () => {
    const at = served + performance.now() - started;
    for (const element of root.querySelectorAll("[data-due-at]")) {
      const text = relative((Date.parse(element.dataset.dueAt) - at) / 1000, words);
      if (element.textContent !== text) element.textContent = text;
    }
  };
  tick();
  setInterval(tick, TICK);
  root.addEventListener("htmx:after:swap", tick);
}
