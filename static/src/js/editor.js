// Loaded where Markdown is written: toolbar, pasting of tables and links, write and preview.
import "@github/markdown-toolbar-element";
import { subscribe } from "@github/paste-markdown";

function press(editor, pressed) {
  const previewing = pressed.dataset.editor === "preview";
  for (const tab of editor.querySelectorAll("[data-editor]")) tab.setAttribute("aria-pressed", String(tab === pressed));
  editor.querySelector("textarea").hidden = previewing;
  editor.querySelector("markdown-toolbar").hidden = previewing;
  editor.querySelector(".editor-preview").hidden = !previewing;
}

for (const area of document.querySelectorAll(".editor textarea")) subscribe(area);
document.addEventListener("click", (event) => {
  const tab = event.target.closest(".editor [data-editor]");
  if (tab) press(tab.closest(".editor"), tab);
});
