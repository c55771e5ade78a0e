// A field of files also takes what is dropped on its form or pasted into it. With `data-uploads` each file is sent as soon as
// it is there, by a script that is loaded with the first one; otherwise the field lists what it holds.
export const size = (bytes) => {
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

function listed(input) {
  const list = Object.assign(document.createElement("ul"), { className: "attachments" });
  input.after(list);
  const show = () => list.replaceChildren(...[...input.files].map((file) => line(input, file)));
  input.addEventListener("change", show);
  show();
  return (files) => keep(input, [...input.files, ...files]);
}

// Without the script, as when the connection is gone, the field holds the files as it would anyway.
function sent(input) {
  let hold = null;
  const take = async (files, area) => {
    if (hold) return hold(files);
    try {
      const uploader = await import(input.dataset.uploader);
      uploader.take(input, files, area);
    } catch {
      hold = listed(input);
      hold(files);
    }
  };
  input.addEventListener("change", () => {
    if (hold || !input.files.length) return;
    const files = [...input.files];
    input.value = "";
    take(files);
  });
  return take;
}

// A file that was uploaded before stands like one that has just arrived; taking it away deletes it.
export function offerRemoval(input) {
  const { uploads, words, pictures } = input.dataset;
  for (const item of input.parentElement.querySelectorAll("[data-upload]:not(:has(.attachment-remove))")) {
    const named = item.querySelector("[name=uploads]");
    const { upload: token } = item.dataset;
    const name = named.parentElement.textContent.trim();
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "attachment-remove", textContent: "×" });
    remove.setAttribute("aria-label", `${JSON.parse(words).remove} ${name}`);
    remove.addEventListener("click", () => {
      const form = input.form;
      const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
      fetch(`${uploads}${token}/`, { method: "DELETE", headers }).catch(() => {});
      const shown = new RegExp(`!\\[[^\\]]*\\]\\(${pictures}${token}/\\)`, "g");
      for (const area of form.querySelectorAll("textarea")) area.value = area.value.replace(shown, "");
      item.remove();
      form.dispatchEvent(new Event("files"));
    });
    named.type = "hidden";
    item.append(remove);
  }
}

function enliven(input) {
  const form = input.form;
  if (!form || input.dataset.listed) return;
  input.dataset.listed = "yes";
  if (input.dataset.uploads) offerRemoval(input);
  const take = input.dataset.uploads ? sent(input) : listed(input);
  const over = (is) => form.toggleAttribute("data-dragged-over", is);
  const taken = (event, source, area) => {
    if (!source?.files.length || source.types.includes("text/plain")) return;
    event.preventDefault();
    take([...source.files], area);
  };
  form.addEventListener("paste", (event) => taken(event, event.clipboardData, event.target.closest("textarea")));
  form.addEventListener("drop", (event) => (over(false), taken(event, event.dataTransfer)));
  form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || over(false));
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  });
}

export function watchFiles(root) {
  const all = (parent) => parent.querySelectorAll?.("input[type=file]:is([multiple], [data-uploads])").forEach(enliven);
  all(root);
  root.addEventListener("htmx:after:swap", (event) => all(event.target));
}
