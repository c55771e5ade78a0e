// A link with `data-quote` puts a message as a quote at the end of what is typed; its page would begin a new text with it.
export function watchQuotes(root) {
  root.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-quote]");
    const area = root.querySelector("#composer textarea, #reply textarea");
    if (!link || !area || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const quoted = page.getElementById(area.id);
    if (!answer.ok || !quoted) return location.assign(link.href);
    const mode = page.querySelector("#composer [name=mode]:checked")?.value;
    if (mode === "note") root.querySelector("#composer [name=mode][value=note]").checked = true;
    area.value = area.value.trim() ? `${area.value.trimEnd()}\n\n${quoted.value}` : quoted.value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  });
}
