// Ctrl-K: places, what this page can do, tickets and saved views, in one list that is typed into and walked with arrows.
const WAIT = 120;

function own(text) {
  const seen = new Set();
  const offered = [];
  for (const element of document.querySelectorAll("[data-hotkey-label], a[data-dialog]")) {
    if (element.closest("#palette") || element.hasAttribute("data-opens-palette")) continue;
    const label = element.dataset.hotkeyLabel ?? element.textContent.trim();
    if (seen.has(label) || !label.toLowerCase().includes(text.toLowerCase())) continue;
    seen.add(label);
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.append(Object.assign(document.createElement("span"), { className: "grow truncate", textContent: label }));
    const key = element.dataset.hotkey?.split(",")[0];
    if (key) option.append(Object.assign(document.createElement("kbd"), { textContent: key.replace("Mod", "Ctrl") }));
    option.acts = () => (element.matches("input, select, textarea") ? element.focus() : element.click());
    offered.push(option);
  }
  return offered;
}

export function watchPalette(root) {
  const dialog = root.getElementById("palette");
  if (!dialog) return;
  const [input, list, empty] = ["input", "[role=listbox]", "p"].map((part) => dialog.querySelector(part));
  let [at, asked, timer] = [0, 0, 0];
  const mark = (step) => {
    const all = [...list.children];
    at = all.length ? (at + step + all.length) % all.length : 0;
    all.forEach((option, index) => {
      option.id = `palette-${index}`;
      option.setAttribute("aria-selected", String(index === at));
    });
    empty.hidden = all.length > 0;
    if (!all.length) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `palette-${at}`);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const find = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    at = 0;
    list.replaceChildren(...own(text));
    mark(0);
    const answer = await fetch(`${dialog.dataset.finds}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || mine !== asked) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").body.children;
    const tickets = [...found].map((option) => document.adoptNode(option));
    if (text.length > 1) list.prepend(...tickets);
    else list.append(...tickets);
    mark(0);
  };
  const go = (option) => {
    if (!option) return;
    dialog.close();
    if (option.dataset.href) location.assign(option.dataset.href);
    else option.acts();
  };
  root.addEventListener("click", ({ target }) => {
    if (target === dialog) return dialog.close();
    if (dialog.contains(target)) return go(target.closest("[role=option]"));
    if (!target.closest?.("[data-opens-palette]") || dialog.open) return;
    input.value = "";
    dialog.showModal();
    find();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(step);
    else if (event.key === "Enter") go(list.children[at]);
    else return;
    event.preventDefault();
  });
}
