// What is typed into a form with `data-draft-url` is kept by the server while it is typed, and stands there again when
// the page is opened anew, with the files that had arrived. What another page kept meanwhile is shown beside it, and neither is overwritten by itself.
import { offerRemoval } from "./files.js";

const PAUSE = 1000;
const OURS = new Set(["csrfmiddlewaretoken", "token", "edit", "seen"]);

class Keeper {
  constructor(form) {
    this.form = form;
    this.read = "";
    this.line = form.querySelector("[data-draft-line]");
    this.other = form.querySelector("[data-draft-other]");
    form.addEventListener("input", () => this.later());
    form.addEventListener("files", () => this.later());
    form.addEventListener("submit", (event) => !event.defaultPrevented && this.stop());
    form.querySelector("[data-draft-discard]").addEventListener("click", () => this.discard());
    form.querySelector("[data-draft-take]").addEventListener("click", () => this.settle(true));
    form.querySelector("[data-draft-keep]").addEventListener("click", () => this.settle(false));
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.save());
  }

  texts = () => [...this.form.querySelectorAll("textarea, input[name=subject]")].map((field) => field.value.trim());

  files = (within = this.form) => [...within.querySelectorAll("[name=uploads]")].map(({ value }) => value);

  async send(extra = {}) {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File || (OURS.has(name) && name !== "csrfmiddlewaretoken")) data.delete(name);
    for (const [name, value] of Object.entries({ read: this.read, ...extra })) data.set(name, value);
    this.call = new AbortController();
    return fetch(this.form.dataset.draftUrl, { method: "POST", body: data, redirect: "manual", signal: this.call.signal });
  }

  later() {
    if (this.stopped || !this.other.hidden) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const answer = await this.send().catch(() => undefined);
    if (this.stopped || !answer) return;
    if (answer.status === 204) this.read = "";
    else if (answer.status === 200) this.read = (await answer.json()).read;
    else if (answer.status === 409) this.show(await answer.json());
    else if (answer.status === 413) this.say((await answer.json()).said);
  }

  async restore() {
    const answer = await fetch(this.form.dataset.draftUrl, { redirect: "manual" }).catch(() => undefined);
    if (answer?.status !== 200) return;
    const kept = await answer.json();
    if (this.texts().every((text) => !text)) this.take(kept);
    else if (this.isSame(kept)) this.read = kept.read;
    else this.show(kept);
  }

  isSame({ fields, files }) {
    const kept = this.files(this.parsed(files));
    const own = this.files();
    if (kept.length !== own.length || kept.some((token) => !own.includes(token))) return false;
    const texts = [...this.form.querySelectorAll("textarea, input[name=subject]")];
    return texts.every((field) => field.value.trim() === (fields[field.name] ?? "").replaceAll("\r\n", "\n").trim());
  }

  parsed(files) {
    const held = document.createElement("template");
    held.innerHTML = files; // rendered and escaped by the server
    return held.content;
  }

  add(files) {
    const list = this.form.querySelector("[data-files]");
    const own = this.files();
    for (const item of this.parsed(files).querySelectorAll("[data-upload]")) if (!own.includes(item.dataset.upload)) list.append(item);
    offerRemoval(list.parentElement.querySelector("[data-uploads]"));
  }

  take({ read, fields, files, said }) {
    this.read = read;
    this.add(files);
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements[name];
      if (!field || field.value === value) continue;
      field.value = value;
      (field[0] ?? field).dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.say(said);
  }

  show(kept) {
    this.kept = kept;
    this.other.querySelector("h2").textContent = kept.other;
    this.other.querySelector("pre").textContent = [kept.fields.subject, kept.fields.description ?? kept.fields.body, kept.names.join(", ")].filter(Boolean).join("\n\n");
    this.other.hidden = false;
  }

  settle(takes) {
    this.other.hidden = true;
    this.read = this.kept.read;
    if (takes) this.take(this.kept);
    else this.save();
  }

  say(words) {
    this.line.firstElementChild.textContent = words;
    this.line.hidden = false;
  }

  async discard() {
    for (const field of this.form.querySelectorAll("textarea, input[name=subject]")) field.value = "";
    for (const button of this.form.querySelectorAll("[data-files] .attachment-remove")) button.click();
    this.line.hidden = true;
    this.read = "";
    await this.send({ discard: "1" });
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.timer = undefined; // or the page, which is hidden once the answer is there, would keep what was just sent
    this.call?.abort();
  }
}

export function watchDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft-url]")) {
    const keeper = new Keeper(form);
    keeper.restore();
    window.addEventListener("pageshow", ({ persisted }) => persisted && (keeper.stopped = false));
  }
}
