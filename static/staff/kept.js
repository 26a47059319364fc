// Unsaved words of health pages, kept in this browser: under the account that wrote them and the page they
// belong to, one entry for each open form. Nothing is sent anywhere.
const PREFIX = "unsaved-words";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
const LEAVING = "unsaved-words-leaving";

const keyOf = (account, place, id) => [PREFIX, account, place, id].join("/");

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function all() {
  const entries = [];
  for (const key of Object.keys(localStorage)) {
    const [prefix, account, place, id] = key.split("/");
    if (prefix !== PREFIX || !id) continue;
    try {
      entries.push({ key, account, place, id, ...JSON.parse(localStorage.getItem(key)) });
    } catch {
      localStorage.removeItem(key);
    }
  }
  return entries.sort((one, other) => other.at - one.at);
}

// A browser may forbid its storage altogether: then nothing is kept, and the form says so.
function tried(act, otherwise) {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

export function keptWords(account, place = null) {
  return tried(() => all().filter((entry) => entry.account === account && (!place || entry.place === place)), []);
}

// Whether anybody's words wait for a form: said at the login that stands in their way, without telling whose.
export function waitsFor(path) {
  return tried(() => all().some((entry) => entry.path === path), false);
}

export function keptWord(key) {
  return tried(() => all().find((entry) => entry.key === key), undefined);
}

// True when the words are safe; false when the browser has no room left. Nothing else makes way for them:
// other entries are unsaved words, too.
export function keep(account, place, id, words) {
  const value = JSON.stringify({ ...words, at: words.at ?? Date.now() });
  return tried(() => {
    localStorage.setItem(keyOf(account, place, id), value);
    return true;
  }, false);
}

// A list of links to the pages that words were written for.
export function linksTo(entries) {
  return entries.map(({ title, path }) => {
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = new URL(path, location.origin).pathname;
    link.textContent = title || link.getAttribute("href");
    item.append(link);
    return item;
  });
}

export function letGo(account, place, id) {
  tried(() => localStorage.removeItem(keyOf(account, place, id)));
}

export function letGoSaved(ids) {
  tried(() => {
    for (const entry of all()) if (ids.includes(entry.id)) localStorage.removeItem(entry.key);
  });
}

export function letGoExpired() {
  tried(() => {
    for (const entry of all()) if (Date.now() - entry.at > KEPT_FOR) localStorage.removeItem(entry.key);
  });
}

// Logging out takes the account's words along, once the server has said goodbye: the page that follows has
// no account. A session that merely timed out leaves the words where they are.
export function leave(account) {
  tried(() => localStorage.setItem(LEAVING, account));
}

export function settleLeaving(account) {
  tried(() => {
    const leaving = localStorage.getItem(LEAVING);
    if (!leaving) return;
    localStorage.removeItem(LEAVING);
    if (account) return;
    for (const entry of all()) if (entry.account === leaving) localStorage.removeItem(entry.key);
  });
}
