// After an @ in a form with `data-mentions-url` those are offered who may be mentioned there; arrows choose, Enter takes.
const BEFORE = /(?:^|[\s(])@([\w.+-]*)$/;

class Offer {
  constructor(area, { mentionsUrl: url, mentionsLabel: label }) {
    this.area = area;
    this.url = url;
    this.list = Object.assign(document.createElement("ul"), { className: "mention-list", role: "listbox", id: `${area.id}-mentions`, hidden: true });
    this.list.setAttribute("aria-label", label);
    area.after(this.list);
    area.setAttribute("aria-controls", this.list.id);
    area.setAttribute("aria-autocomplete", "list");
    area.addEventListener("input", () => this.look());
    area.addEventListener("keydown", (event) => this.press(event));
    area.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.take(item);
    });
  }

  typed = () => BEFORE.exec(this.area.value.slice(0, this.area.selectionStart))?.[1];

  async look() {
    const typed = this.typed();
    if (typed === undefined) return this.close();
    this.people ??= fetch(this.url).then((answer) => (answer.ok ? answer.json() : { people: [] }));
    const { people } = await this.people;
    const word = typed.toLowerCase();
    const found = people.filter(({ handle, name }) => `${handle} ${name}`.toLowerCase().includes(word)).slice(0, 6);
    if (document.activeElement !== this.area || this.typed() !== typed || !found.length) return this.close();
    this.list.replaceChildren(...found.map((person, place) => this.item(person, place)));
    this.list.hidden = false;
    this.choose(0);
  }

  item({ handle, name }, place) {
    const item = Object.assign(document.createElement("li"), { role: "option", id: `${this.list.id}-${place}` });
    item.dataset.handle = handle;
    const under = Object.assign(document.createElement("span"), { className: "meta", textContent: `@${handle}` });
    item.append(name, " ", under);
    return item;
  }

  choose(place) {
    const items = [...this.list.children];
    this.place = (place + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === this.place)));
    this.area.setAttribute("aria-activedescendant", items[this.place].id);
  }

  press(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(this.place + step);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.list.children[this.place]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  take(item) {
    const end = this.area.selectionStart;
    this.area.setRangeText(`${item.dataset.handle} `, end - this.typed().length, end, "end");
    this.close();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }
}

export function watchMentions(root) {
  for (const form of root.querySelectorAll("form[data-mentions-url]")) {
    form.querySelectorAll("textarea").forEach((area) => new Offer(area, form.dataset));
  }
}
