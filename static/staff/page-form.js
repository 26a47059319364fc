// The form of a page: its rows, its editors, and a warning before unsaved words are left.
import { openEditors } from "./editor.js";
import { tendRows } from "./rows.js";

for (const list of document.querySelectorAll("[data-rows]")) tendRows(list);
document.querySelector("[data-focus]")?.focus();
openEditors(document);

const form = document.querySelector("[data-page-form]");
let changed = Boolean(document.querySelector(".error-summary"));
form.addEventListener("input", () => { changed = true; });
form.addEventListener("change", () => { changed = true; });
document.addEventListener("editor:change", () => { changed = true; });
form.addEventListener("submit", (event) => {
  // A double click is one save: the second would find the page newer than it was opened.
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  changed = false;
});
window.addEventListener("pageshow", () => { delete form.dataset.sent; });
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
// The admin's own scripts wait for the document too; after them the form is ready for typing.
document.addEventListener("DOMContentLoaded", () => setTimeout(() => { form.dataset.ready = ""; }));
