/* The figures page: a line opens to show the words of the plan that state it, by its button or by a click anywhere on it. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const line = target && target.closest("#lz-figures .lz-line");
    if (!line || (!target.closest("button") && String(window.getSelection()))) return;
    const button = line.querySelector("button.lz-open");
    const source = document.getElementById(button.getAttribute("aria-controls"));
    if (!source) return;
    const opens = source.hidden;
    source.hidden = !opens;
    button.setAttribute("aria-expanded", String(opens));
    if (opens) source.scrollIntoView({ block: "nearest", behavior: "smooth" });
  });

  /* Said to screen readers when the filters change what is found. */
  new MutationObserver(() => {
    const found = document.getElementById("lz-found");
    if (found && found.getAttribute("role") !== "status") found.setAttribute("role", "status");
  }).observe(document, { subtree: true, childList: true });
})();
