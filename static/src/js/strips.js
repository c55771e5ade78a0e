// The strip says below itself what the stretch under pointer or focus is; arrow keys walk along the stretches.
function walk(strip, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const all = [...strip.querySelectorAll(".strip-seg")];
  const here = all.indexOf(event.target.closest(".strip-seg"));
  if (!step || here < 0) return;
  event.preventDefault();
  all[Math.min(Math.max(here + step, 0), all.length - 1)].focus();
}

function enliven(strip) {
  const detail = strip.querySelector(".strip-detail");
  const resting = detail.textContent;
  const say = (event) => {
    const segment = event.target.closest(".strip-seg");
    if (segment) detail.textContent = segment.getAttribute("aria-label");
  };
  const rest = () => (detail.textContent = resting);
  strip.querySelectorAll(".strip-seg").forEach((segment, index) => segment.setAttribute("tabindex", index ? -1 : 0));
  strip.querySelectorAll(".strip-seg title").forEach((title) => title.remove());
  for (const name of ["mouseover", "focusin", "click"]) strip.addEventListener(name, say);
  for (const name of ["mouseleave", "focusout"]) strip.addEventListener(name, rest);
  strip.addEventListener("keydown", (event) => walk(strip, event));
}

export function watchStrips(root) {
  root.querySelectorAll(".strip").forEach(enliven);
  root.addEventListener("htmx:after:swap", (event) => event.target.querySelectorAll?.(".strip").forEach(enliven));
}
