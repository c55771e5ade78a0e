// A message can be closed; those that only confirm leave by themselves, which is the style sheet's doing.
export function watchToasts(root) {
  root.addEventListener("click", (event) => event.target.closest("[data-closes]")?.closest(".toast").remove());
}
