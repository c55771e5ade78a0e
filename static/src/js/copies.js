// A button with `data-copy` copies the text of the element of that id; only a script can, so it is hidden without one.
const SHOWN = 2000;

async function copy(button) {
  const word = button.querySelector("[data-copy-word]");
  const before = word.textContent;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  word.textContent = button.dataset.copied;
  setTimeout(() => (word.textContent = before), SHOWN);
}

export function watchCopies(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button && button.querySelector("[data-copy-word]").textContent !== button.dataset.copied) copy(button);
  });
}
