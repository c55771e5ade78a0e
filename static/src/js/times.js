// Relative times stay true while a page is open. The page says what time the server had (`data-now`), because a
// reader's clock may be wrong; elapsed time is then counted by the browser.
const STEPS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [Infinity, "day", 86400]];
const TICK = 15_000;

export function relative(seconds, locale) {
  const away = Math.abs(seconds);
  const [, unit, size] = STEPS.find(([limit]) => away < limit);
  const amount = Math.trunc(seconds / size);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" }).format(amount, unit);
}

export function watchTimes(root) {
  const { now, dueSoon } = document.documentElement.dataset;
  const served = now ? Date.parse(now) : Date.now();
  const started = performance.now();
  const tick = () => {
    const at = served + performance.now() - started;
    for (const element of root.querySelectorAll("[data-due-at]")) {
      const seconds = (Date.parse(element.dataset.dueAt) - at) / 1000;
      const text = relative(seconds, document.documentElement.lang || undefined);
      if (element.textContent !== text) element.textContent = text;
      const chip = element.closest(".promise-due");
      if (chip && seconds < Number(dueSoon ?? 900)) chip.classList.replace("tone-info", "tone-warning");
    }
  };
  tick();
  setInterval(tick, TICK);
  root.addEventListener("htmx:after:swap", tick);
}
