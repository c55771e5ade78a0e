// A field that takes several files also takes what is dropped on its form or pasted into it, and lists what it holds.
const size = (bytes) => {
  const unit = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: unit[0], maximumFractionDigits: 1 });
  return format.format(bytes / unit[1]);
};

function keep(input, files) {
  const held = new DataTransfer();
  for (const file of files) held.items.add(file);
  input.files = held.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function line(input, file) {
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  remove.className = "attachment-remove";
  remove.setAttribute("aria-label", `× ${file.name}`);
  remove.addEventListener("click", () => keep(input, [...input.files].filter((other) => other !== file)));
  const bytes = Object.assign(document.createElement("span"), { className: "meta", textContent: size(file.size) });
  const item = Object.assign(document.createElement("li"), { className: "attachment" });
  item.append(file.name, bytes, remove);
  return item;
}

function enliven(input) {
  const form = input.form;
  if (!form || input.dataset.listed) return;
  input.dataset.listed = "yes";
  const list = Object.assign(document.createElement("ul"), { className: "attachments" });
  input.after(list);
  const show = () => list.replaceChildren(...[...input.files].map((file) => line(input, file)));
  const take = (event, source) => {
    if (!source?.files.length) return;
    event.preventDefault();
    keep(input, [...input.files, ...source.files]);
  };
  input.addEventListener("change", show);
  form.addEventListener("paste", (event) => take(event, event.clipboardData));
  form.addEventListener("drop", (event) => take(event, event.dataTransfer));
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  show();
}

export function watchFiles(root) {
  const all = (parent) => parent.querySelectorAll?.("input[type=file][multiple]").forEach(enliven);
  all(root);
  root.addEventListener("htmx:after:swap", (event) => all(event.target));
}
