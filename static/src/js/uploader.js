// Sends the files of a field by tus 1.0.0 in pieces, goes on where a connection broke off or a tab was closed, and names each
// file in its form by `uploads`. The form waits for its files.
import { size } from "./files.js";

const PIECE = 8 * 1024 * 1024;
const PAUSES = [500, 2000, 5000, 10_000, 20_000];
const WEEK = 7 * 24 * 3600 * 1000;
const PREFIX = "upload:";
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;
const jobs = new Map();
const make = (name, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside);
  return made;
};
const pause = (time) => new Promise((done) => setTimeout(done, time));
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const unfinished = (form) => (jobs.get(form) ?? []).filter((job) => job.state !== "done");

class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

function ask(job, method, url, headers = {}, body = null) {
  return new Promise((resolve, reject) => {
    const request = (job.request = new XMLHttpRequest());
    request.open(method, url);
    const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": job.form.elements.csrfmiddlewaretoken.value, ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (body) request.upload.onprogress = (event) => progress(job, job.offset + Math.min(event.loaded, body.size));
    request.onerror = request.onabort = () => reject(new Refused(0, job.words.broken));
    request.onload = () => {
      const isOurs = request.getResponseHeader("Tus-Resumable");
      if (isOurs && request.status < 400) resolve(request);
      else if (request.status === 404) reject(new Refused(410, ""));
      else if (isOurs || request.status >= 500) reject(new Refused(request.status, isOurs ? request.responseText : job.words.broken));
      else reject(new Refused(401, job.words.logged_out));
    };
    request.send(body);
  });
}

// Where an upload was begun is remembered for a week, for this page, so that the same file goes on.
function prune() {
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    if (JSON.parse(localStorage.getItem(key)).at < Date.now() - WEEK) localStorage.removeItem(key);
  }
}
const remembered = (job) => JSON.parse(localStorage.getItem(job.key) ?? "null")?.url;
const remember = (job) => localStorage.setItem(job.key, JSON.stringify({ url: job.url, at: Date.now() }));

async function locate(job) {
  job.url ??= remembered(job);
  if (job.url) {
    try {
      const there = await ask(job, "HEAD", job.url);
      return note(job, there);
    } catch (refusal) {
      if (refusal.status !== 410) throw refusal;
    }
  }
  const said = `filename ${base64(job.file.name)},purpose ${base64(job.purpose)}`;
  const begun = await ask(job, "POST", job.uploads, { "Upload-Length": String(job.file.size), "Upload-Metadata": said });
  job.url = begun.getResponseHeader("Location");
  job.offset = 0;
  remember(job);
}

function note(job, answer) {
  job.offset = Number(answer.getResponseHeader("Upload-Offset"));
  job.scan = answer.getResponseHeader("Upload-State");
}

async function piece(job) {
  const body = job.file.slice(job.offset, job.offset + PIECE);
  const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(job.offset) };
  note(job, await ask(job, "PATCH", job.url, headers, body));
}

async function run(job) {
  say(job, "sending", job.words.sending);
  for (let tries = 0; !job.isCancelled; ) {
    try {
      await locate(job);
      quote(job);
      if (job.offset && job.offset < job.file.size) say(job, "sending", job.words.resumed);
      while (job.offset < job.file.size) {
        await piece(job);
        progress(job, job.offset);
        tries = 0;
      }
      return finish(job);
    } catch (refusal) {
      if (job.isCancelled) return;
      const isPassing = [0, 409, 423].includes(refusal.status) || (refusal.status >= 500 && refusal.status !== 507);
      if (!isPassing || tries >= PAUSES.length) return fail(job, refusal);
      say(job, "sending", job.words.broken);
      await pause(PAUSES[tries++]);
    }
  }
}

function finish(job) {
  const token = job.url.split("/").at(-2);
  if (job.form.querySelector(`[name=uploads][value="${token}"]`)) return remove(job, { isKept: true });
  job.line.append(make("input", { type: "hidden", name: "uploads", value: token }));
  job.line.querySelector("progress").remove();
  say(job, "done", job.scan === "waiting" ? job.words.waiting : job.words.sent);
  job.form.dispatchEvent(new Event("files"));
  settle(job.form);
}

function fail(job, refusal) {
  const again = make("button", { type: "button", className: "btn btn-sm", textContent: job.words.again });
  again.addEventListener("click", () => (again.remove(), run(job)));
  job.line.querySelector(".attachment-remove").before(again);
  say(job, "failed", refusal.message || job.words.broken);
  settle(job.form);
}

function remove(job, { isKept = false } = {}) {
  job.isCancelled = true;
  job.request?.abort();
  if (job.url && !isKept) {
    localStorage.removeItem(job.key);
    ask(job, "DELETE", job.url).catch(() => {});
  }
  if (job.reference) for (const area of job.form.querySelectorAll("textarea")) area.value = area.value.replace(job.reference, "");
  job.line.remove();
  jobs.set(job.form, jobs.get(job.form).filter((other) => other !== job));
  job.form.dispatchEvent(new Event("files"));
  settle(job.form);
}

// A picture stands where the cursor was, by the address under which its reader will see it.
function quote(job) {
  if (!job.area || job.reference) return;
  job.reference = `![${job.called}](${job.pictures}${job.url.split("/").at(-2)}/)`;
  job.area.setRangeText(job.reference + job.after, job.area.selectionStart, job.area.selectionEnd, "end");
  job.area.dispatchEvent(new Event("input", { bubbles: true }));
}

function progress(job, bytes) {
  const bar = job.line.querySelector("progress");
  if (bar) bar.value = bytes / job.file.size;
}

function say(job, state, words) {
  job.state = job.line.dataset.state = state;
  job.line.querySelector(".meta").textContent = `${size(job.file.size)} · ${words}`;
}

// A form that was sent too early goes out as soon as nothing is on its way any more.
function settle(form) {
  const status = form.querySelector("[data-files-status]");
  if (!form.waitsWith || unfinished(form).some((job) => job.state === "sending")) return;
  const { submitter, words } = form.waitsWith;
  form.waitsWith = null;
  status.textContent = unfinished(form).length ? words.unfinished : "";
  if (!unfinished(form).length) form.requestSubmit(submitter);
}

function guard(form, words) {
  if (jobs.has(form)) return;
  jobs.set(form, []);
  form.addEventListener("submit", (event) => {
    if (!unfinished(form).length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector("[data-files-status]").textContent = words.waits;
    form.waitsWith = { submitter: event.submitter, words };
    settle(form);
  }, true);
  window.addEventListener("online", () => unfinished(form).forEach((job) => job.line.querySelector(".btn")?.click()));
}

const named = (file, area, words) => {
  if (!area || !PICTURE.test(file.type)) return file;
  const clock = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
  return new File([file], `${words.screenshot}-${clock}.${file.type.slice(6)}`, { type: file.type });
};

export function take(input, files, area = null) {
  const { uploads, purpose, limit, most, pictures, draws } = input.dataset;
  const words = JSON.parse(input.dataset.words);
  const list = input.parentElement.querySelector("[data-files]");
  if (!list.nextElementSibling?.matches("[data-files-status]")) {
    const status = make("p", { className: "field-help", role: "status" });
    status.dataset.filesStatus = "";
    list.after(status);
  }
  prune();
  guard(input.form, words);
  for (const each of files) {
    if (list.children.length >= Number(most)) {
      list.nextElementSibling.textContent = words.too_many;
      return;
    }
    const file = named(each, area, words);
    const key = [PREFIX + location.pathname, purpose, file.name, file.size, file.lastModified].join(":");
    const line = make("li", { className: "attachment" }, make("span", { textContent: file.name }), make("progress", { max: 1, value: 0, ariaLabel: file.name }));
    const shown = PICTURE.test(file.type) ? area ?? (draws && document.getElementById(draws)) : null;
    const called = area ? words.screenshot : file.name.replace(/\.\w+$/, "").replace(/[[\]]/g, "");
    const after = area ? "" : "\n\n"; // one that was chosen or dropped stands in a line of its own
    const job = { file, key, line, uploads, purpose, words, pictures, called, after, form: input.form, area: shown };
    const drop = make("button", { type: "button", className: "attachment-remove", textContent: "×", ariaLabel: `${words.remove} ${file.name}` });
    drop.addEventListener("click", () => remove(job));
    line.append(make("span", { className: "meta", role: "status" }), drop);
    list.append(line);
    jobs.get(input.form).push(job);
    if (file.size > Number(limit)) fail(job, new Refused(413, words.too_large));
    else run(job);
  }
}
