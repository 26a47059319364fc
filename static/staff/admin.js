// Names for the autocomplete fields, which their library leaves nameless for people who listen.
function nameFields() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const shown = select.nextElementSibling;
    if (!label || !shown?.classList.contains("select2")) continue;
    const name = label.textContent.trim().replace(/:$/, "");
    for (const part of shown.querySelectorAll(".select2-search__field")) part.setAttribute("aria-label", name);
    for (const part of shown.querySelectorAll(".select2-selection--single")) {
      part.setAttribute("aria-label", name);
      part.querySelector(".select2-selection__rendered")?.setAttribute("aria-label", name);
    }
  }
}

new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
nameFields();
