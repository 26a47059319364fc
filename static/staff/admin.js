import { keptWords, leave, letGoSaved, linksTo, settleLeaving, waitsFor } from "./kept.js";

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

// Unsaved words: those that the server says are saved are let go, on whichever page it says so.
const account = document.querySelector("meta[name=account]")?.content ?? "";
const saved = [...document.querySelectorAll(".messagelist li")].flatMap((item) =>
  [...item.classList].filter((name) => name.startsWith("saved-")).map((name) => name.slice("saved-".length)));
if (saved.length) letGoSaved(saved);
settleLeaving(account);

// Logging out takes unsaved words along: it is asked first.
const dialog = document.querySelector("[data-leaving]");
document.querySelector("#logout-form")?.addEventListener("submit", (event) => {
  const words = keptWords(account);
  if (!words.length || dialog.returnValue === "go") {
    leave(account);
    return;
  }
  event.preventDefault();
  dialog.querySelector("[data-leaving-pages]").replaceChildren(...linksTo(words));
  dialog.showModal();
});
dialog?.querySelector("[data-stay]").addEventListener("click", () => dialog.close("stay"));
dialog?.querySelector("[data-go]").addEventListener("click", () => {
  dialog.close("go");
  document.querySelector("#logout-form").requestSubmit();
});

// The desk names the pages with unsaved words; the login says that they wait.
const desk = document.querySelector("[data-unsaved]");
if (desk) {
  const words = keptWords(account);
  desk.querySelector("ul").replaceChildren(...linksTo(words));
  desk.hidden = !words.length;
}
const login = document.querySelector("[data-words-wait]");
if (login) login.hidden = !waitsFor(document.querySelector("[name=next]")?.value);
