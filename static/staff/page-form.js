// The form of a page: its rows, its editors, its unsaved words, and a warning before they are left.
import { openEditors } from "./editor.js";
import { tendFindings } from "./findings.js";
import { keepWords } from "./keeping.js";
import { tendPresence } from "./presence.js";
import { tendRows } from "./rows.js";

const form = document.querySelector("[data-page-form]");
const lists = [...document.querySelectorAll("[data-rows]")].map(tendRows);
const kept = keepWords(form, lists);
const presence = tendPresence(form);
document.querySelector("[data-focus]")?.focus();
openEditors(document);
tendFindings(document);

let changed = Boolean(document.querySelector(".error-summary"));
form.addEventListener("input", () => { changed = true; });
form.addEventListener("change", () => { changed = true; });
document.addEventListener("editor:change", () => { changed = true; });
form.addEventListener("submit", (event) => {
  // A double click is one save: the second would find the page newer than it was opened.
  if (form.dataset.sent) event.preventDefault();
  else if (presence.isLost()) saveWhenBack(event);
  else {
    kept.sending();
    form.dataset.sent = "yes";
    changed = false;
  }
});

// Without a session the save would end at the login. Perhaps one has logged in again a moment ago.
async function saveWhenBack(event) {
  event.preventDefault();
  const { submitter } = event;
  if (await presence.beat()) form.requestSubmit(submitter);
  else document.querySelector("[data-session-is]:not([hidden])")?.focus();
}

window.addEventListener("pageshow", () => {
  delete form.dataset.sent;
  kept.notSent();
});
window.addEventListener("beforeunload", (event) => {
  kept.keepNow();
  if (changed) event.preventDefault();
});
// The admin's own scripts wait for the document too; after them the form is ready for typing.
document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
  form.dataset.ready = "";
  performance.mark("first-field-ready");
}));
