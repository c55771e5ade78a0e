// A ticket that is open says so, and whether its reader writes; a page that nobody looks at says nothing.
export function watchPresence(root) {
  const form = () => root.getElementById("presence");
  if (!form()) return;
  root.addEventListener("input", ({ target }) => {
    const writing = form()?.querySelector("[name=writing]");
    if (writing && target.matches("textarea")) writing.value = target.value.trim() ? "1" : "";
  });
  root.addEventListener("htmx:before:request", (event) => {
    if (document.hidden && event.target === form()) event.preventDefault();
  });
}
