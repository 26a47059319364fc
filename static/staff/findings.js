// A finding's link opens the section that it speaks of and puts the cursor where it can be mended.
export function tendFindings(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const details = target.querySelector("details");
    if (details) details.open = true;
    const field = target.matches("input, textarea, select")
      ? target
      : target.querySelector(`[name$="-${link.dataset.jump}"]`);
    const place = field?.checkVisibility() ? field : target.querySelector("summary") ?? target;
    if (!place.matches("summary, input, textarea, select")) place.tabIndex = -1;
    place.scrollIntoView({ block: "center" });
    place.focus();
  });
}
