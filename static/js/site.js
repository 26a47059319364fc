// Small kindnesses; every page works without them.

// After a form came back with errors, put the reader at the summary of what to mend.
document.querySelector("[data-error-summary]")?.focus();

// A link in the summary moves the focus into its field, with the question in view.
document.querySelector("[data-error-summary]")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

// A page that is made to be printed offers it where the browser can.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
