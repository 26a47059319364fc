// Tells the site that a page is open and hears who else has it open, whether a colleague saved it meanwhile,
// and whether one is still logged in. A few bytes every 20 seconds; nothing of it stays in the history.
const EVERY = 20_000;
const SOON = 3_000; // one question that stays without an answer means nothing yet
const STALE = 75_000;

export function tendPresence(form = null) {
  const panel = document.querySelector("[data-here]");
  const url = panel?.dataset.here ?? form.dataset.session;
  const speaks = Boolean(form && panel);
  const opened = speaks ? openedAt(form.dataset.place) : 0;
  let timer = null;
  let lost = false; // the session, or another account has it
  let shown = "";
  let silences = 0;
  let finished = false;

  async function beat() {
    clearTimeout(timer);
    if (finished) return false;
    const state = await ask();
    silences = state === "away" ? silences + 1 : 0;
    if (form) tell(state);
    timer = setTimeout(beat, silences === 1 ? SOON : EVERY);
    return state === "here";
  }

  // "here", "lost" (no session any more), "other" (another account's session), "gone" (no such page any more) or
  // "away" (the site does not answer).
  async function ask(speak = speaks && !lost) {
    try {
      const answer = await fetch(url, {
        headers: { Accept: "application/json" },
        redirect: "manual", // a login page is no answer
        cache: "no-store",
        ...(speak ? { method: "POST", body: said({ open_for: seconds(opened) }) } : {}),
      });
      if (answer.type === "opaqueredirect") return "lost";
      // Perhaps the token is of an earlier session: a question without one brings a new one.
      if (answer.status === 403) return speak ? ask(false) : "lost";
      if (answer.status === 404) return "gone";
      if (!answer.ok) return "away";
      return hear(await answer.json());
    } catch {
      return "away";
    }
  }

  function hear({ account, token, others, newest }) {
    if (form && account !== form.dataset.account) return "other";
    if (form) {
      for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
      showNewer(form, newest);
    }
    if (panel) showOthers(panel, others);
    return "here";
  }

  function tell(state) {
    const cameBack = lost && state === "here";
    if (state === "lost" || state === "other") lost = true;
    if (state === "here") lost = false;
    if (cameBack) shown = "back";
    else if (state === "here") shown = shown === "back" ? "back" : "";
    else if (state !== "away" || (silences > 1 && !lost)) shown = state;
    for (const notice of document.querySelectorAll("[data-session-is]")) {
      notice.hidden = notice.dataset.sessionIs !== shown;
    }
    finished = state === "gone";
  }

  function said(more) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return data;
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  window.addEventListener("pagehide", () => {
    clearTimeout(timer);
    if (speaks && !lost) navigator.sendBeacon(url, said({ leave: "1" }));
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
  beat();

  return { beat, isLost: () => lost };
}

// A save loads the form anew; the page has been open since it was opened first.
function openedAt(place) {
  const name = `opened/${place}`;
  const [opened, last] = (sessionStorage.getItem(name) ?? "").split(",").map(Number);
  const at = Date.now() - last < STALE ? opened : Date.now();
  const note = () => sessionStorage.setItem(name, `${at},${Date.now()}`);
  note();
  window.addEventListener("pagehide", note);
  return at;
}

const seconds = (opened) => String(Math.max(0, Math.round((Date.now() - opened) / 1000)));

function showOthers(panel, others) {
  const list = panel.querySelector("[data-here-others]");
  const before = [...list.children].map((item) => item.textContent);
  if (before.join("\n") === others.join("\n")) return;
  list.replaceChildren(...others.map((words) => {
    const item = document.createElement("li");
    item.textContent = words;
    return item;
  }));
  panel.hidden = !others.length;
  const news = others.filter((words) => !before.includes(words));
  document.querySelector("[data-here-live]").textContent = news.join(" ");
}

function showNewer(form, newest) {
  const notice = document.querySelector("[data-newer-saved]");
  if (!notice || !newest || newest.number <= Number(form.elements.seen.value || 0)) return;
  if (newest.number <= Number(form.dataset.newest || 0)) return; // told by the form itself
  notice.hidden = false;
  const words = notice.querySelector("[data-newer-words]");
  if (words.textContent !== newest.words) words.textContent = newest.words;
}
