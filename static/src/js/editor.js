// Loaded where Markdown is written: toolbar, pasting of tables and links, writing, preview, or both side by side.
import "@github/markdown-toolbar-element";
import { subscribe } from "@github/paste-markdown";

const PAUSE = 400;
const refresh = (editor) => editor.querySelector("[data-editor=preview]").dispatchEvent(new Event("refresh"));

function press(editor, pressed) {
  const mode = (editor.dataset.mode = pressed.dataset.editor);
  for (const tab of editor.querySelectorAll("[data-editor]")) tab.setAttribute("aria-pressed", String(tab === pressed));
  editor.querySelector("textarea").hidden = mode === "preview";
  editor.querySelector("markdown-toolbar").hidden = mode === "preview";
  editor.querySelector(".editor-preview").hidden = mode === "write";
  if (mode === "both") refresh(editor);
}

// Beside the text the preview follows what is typed, as soon as its writer pauses.
let pause = 0;
document.addEventListener("input", (event) => {
  const editor = event.target.closest(".editor[data-mode=both]");
  if (!editor) return;
  clearTimeout(pause);
  pause = setTimeout(refresh, PAUSE, editor);
});

for (const area of document.querySelectorAll(".editor textarea")) subscribe(area);
document.addEventListener("click", (event) => {
  const tab = event.target.closest(".editor [data-editor]");
  if (tab) press(tab.closest(".editor"), tab);
});
