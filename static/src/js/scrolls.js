// Code and tables that are wider than their text scroll by themselves: the keyboard must be able to reach them.
export function watchScrolls(root) {
  const mark = () => {
    for (const each of root.querySelectorAll(".prose :is(pre, table)")) {
      if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
      else each.removeAttribute("tabindex");
    }
  };
  mark();
  window.addEventListener("resize", mark);
  root.addEventListener("htmx:after:swap", mark);
}
