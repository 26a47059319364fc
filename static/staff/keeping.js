// Nothing typed is lost: what stands in the form and is not saved is kept in this browser, and offered back to
// the same account on the next visit. Never put back by itself.
import { readWords, sameWords, writeWords } from "./form-words.js";
import { keep, keptWord, keptWords, letGo, letGoExpired, newId } from "./kept.js";
import { showDifferences } from "./differences.js";

const PAUSE = 800; // milliseconds without a key before the words are kept
const AT_MOST = 4000; // and while somebody types on and on

export function keepWords(form, lists) {
  const { account, place } = form.dataset;
  const own = form.elements.kept_as;
  own.value ||= newId();
  const box = document.querySelector("[data-kept]");
  const failed = document.querySelector("[data-kept-failed]");
  const asOpened = readWords(form, lists);
  const cameBack = Boolean(document.querySelector(".error-summary")); // not saved yet, though sent
  let waiting = null;
  let since = 0;
  let sent = null; // what the last save took along: it is let go when the server has it

  function keepNow() {
    clearTimeout(waiting);
    waiting = null;
    const words = readWords(form, lists);
    if (sent && sameWords(words, sent)) return;
    if (sent) beginAnew();
    if (!cameBack && sameWords(words, asOpened)) letGo(account, place, own.value);
    else failed.hidden = keep(account, place, own.value, describe(words));
  }

  // What is typed while a save is on its way is not part of it.
  function beginAnew() {
    sent = null;
    own.value = newId();
    watched.add(own.value);
    holdOpen(account, place, own.value);
  }

  function describe(words) {
    return {
      words,
      seen: form.elements.seen.value,
      title: form.elements.title?.value ?? "",
      path: location.pathname,
    };
  }

  function soon() {
    const now = Date.now();
    if (!waiting) since = now;
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, Math.max(0, Math.min(PAUSE, since + AT_MOST - now)));
  }

  for (const kind of ["input", "change"]) form.addEventListener(kind, soon);
  document.addEventListener("editor:change", soon);
  window.addEventListener("pagehide", () => { if (waiting) keepNow(); });
  document.addEventListener("visibilitychange", () => { if (waiting && document.hidden) keepNow(); });

  const watched = new Set([own.value]);
  letGoExpired();
  holdOpen(account, place, own.value);
  if (cameBack) keepNow();
  watch();
  // Another tab of the same page has begun to keep words: they are offered here once it is gone.
  window.addEventListener("storage", watch);

  function watch() {
    for (const entry of keptWords(account, place)) {
      if (watched.has(entry.id)) continue;
      watched.add(entry.id);
      whenLeft(entry.key, () => offer(entry.key));
    }
  }

  function offer(key) {
    const entry = keptWord(key);
    if (!entry || sameWords(entry.words, readWords(form, lists))) {
      if (entry) letGo(account, place, entry.id);
      return;
    }
    const shown = document.importNode(box.querySelector("template").content, true).firstElementChild;
    const part = (name) => shown.querySelector(`[data-${name}]`);
    fillIn(shown, entry);
    part("bring-back").addEventListener("click", () => bringBack(entry, shown));
    part("compare").addEventListener("click", ({ currentTarget }) => {
      const open = currentTarget.getAttribute("aria-expanded") === "true";
      currentTarget.setAttribute("aria-expanded", String(!open));
      part("differences").hidden = open;
      if (!open) showDifferences(part("differences"), form, readWords(form, lists), entry.words);
    });
    part("discard").addEventListener("click", () => {
      letGo(account, place, entry.id);
      part("choices").hidden = true;
      part("differences").hidden = true;
      part("discarded").hidden = false;
      part("undo").focus();
    });
    part("undo").addEventListener("click", () => {
      keep(account, place, entry.id, entry);
      part("choices").hidden = false;
      part("discarded").hidden = true;
      part("bring-back").focus();
    });
    box.querySelector("[data-kept-offers]").append(shown);
    box.hidden = false;
    say(shown.querySelector("[data-says]").innerText);
  }

  function bringBack(entry, shown) {
    const now = readWords(form, lists);
    // What was typed into this form in the meantime is offered the next time.
    if (cameBack || !sameWords(now, asOpened)) {
      const id = newId();
      watched.add(id);
      keep(account, place, id, describe(now));
    }
    form.elements.seen.value = entry.seen; // so that a newer revision is still noticed when it is saved
    writeWords(form, lists, entry.words);
    keepNow();
    letGo(account, place, entry.id);
    shown.remove();
    box.hidden = !box.querySelector("[data-kept-offers]").children.length;
    say(box.dataset.back);
    document.querySelector("[data-kept-back]").hidden = false;
    document.querySelector("[data-kept-back]").focus();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function fillIn(shown, entry) {
    const newest = form.dataset.newest ?? "";
    const part = (name) => shown.querySelector(`[data-${name}]`);
    part("when").textContent = inWords(entry.at);
    part("when").dateTime = new Date(entry.at).toISOString();
    part("on-revision").hidden = !entry.seen;
    part("number").textContent = entry.seen;
    part("newer").hidden = !entry.seen || entry.seen === newest;
    part("newest").textContent = newest;
    part("called").textContent = form.dataset.newest === undefined && entry.title ? ` (“${entry.title}”)` : "";
  }

  function say(words) {
    document.querySelector("[data-kept-live]").textContent = words;
  }

  return {
    keepNow,
    sending() {
      keepNow();
      sent = readWords(form, lists);
    },
    notSent() { sent = null; },
  };
}

function inWords(at) {
  const [then, now] = [new Date(at), new Date()];
  const time = then.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
  if (then.toDateString() === now.toDateString()) return time;
  return `${then.toLocaleDateString("en-US", { month: "long", day: "numeric" })}, ${time}`;
}

// An open form holds a lock on its words for as long as it lives; another tab offers them once it is gone.
// Without locks (an insecure address) it cannot be told, and they are offered at once.
function holdOpen(account, place, id) {
  navigator.locks?.request(`open-form/${account}/${place}/${id}`, () => new Promise(() => {}));
}

function whenLeft(key, act) {
  const name = key.replace(/^[^/]*/, "open-form");
  if (!navigator.locks) act();
  else navigator.locks.request(name, () => { act(); return new Promise(() => {}); });
}
