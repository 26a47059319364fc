// Names of our pages under a search field, while somebody types: the WAI-ARIA pattern for an editable combobox
// with a list, where nothing is chosen until the reader chooses it (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
// The form works without all this, so whatever fails here fails in silence.

const FEWEST_LETTERS = 2;
const PAUSE = 150; // milliseconds without a key before the server is asked

function suggestUnder(form) {
  const field = form.elements.q;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const answers = new Map(); // what was typed → a promise of what the server says
  let waiting = null; // for a pause in the typing
  let asking = null; // stops the question that is on its way

  prepare();
  field.addEventListener("input", soon);
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  window.addEventListener("pagehide", close); // or an open list would come back with the page
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => choose(event.target.closest("[role='option']")));

  function prepare() {
    list.id = `${field.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestionsName);
    status.className = "hidden-visually";
    status.setAttribute("role", "status");
    // A search field may not be a combobox; a text field may, and phones show the same keyboard for it.
    Object.assign(field, { type: "text", inputMode: "search", enterKeyHint: "search" });
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(says)) field.setAttribute(name, value);
    field.after(list);
    form.append(status);
  }

  // --- the question and its answer ---

  function soon() {
    clearTimeout(waiting);
    asking?.abort();
    point(null);
    if (typed().length < FEWEST_LETTERS) close();
    else waiting = setTimeout(open, PAUSE);
  }

  function typed() {
    return field.value.trim().replace(/\s+/g, " ");
  }

  async function open() {
    clearTimeout(waiting);
    const words = typed();
    if (words.length < FEWEST_LETTERS) return;
    try {
      const answer = await ask(words);
      // An answer that comes late belongs to other words, or to a field that has been left.
      if (words === typed() && document.activeElement === field) show(answer);
    } catch (failed) {
      // A question that was stopped has been overtaken by another one, or by close() itself.
      if (failed.name !== "AbortError" && words === typed()) close();
    }
  }

  // Who asks for the same words while the answer is on its way waits for that answer.
  async function ask(words) {
    if (!answers.has(words)) {
      asking?.abort();
      asking = new AbortController();
      answers.set(words, fetched(words, asking.signal));
    }
    try {
      return await answers.get(words);
    } catch (failed) {
      answers.delete(words);
      throw failed;
    }
  }

  async function fetched(words, signal) {
    const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`;
    const response = await fetch(address, { signal, credentials: "omit" });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  // --- the list ---

  function show({ suggestions, said }) {
    if (!suggestions.length) return close();
    list.replaceChildren(...suggestions.map(option));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    point(null);
    status.textContent = said;
  }

  function option({ name, see }, number) {
    const one = document.createElement("li");
    one.id = `${list.id}-${number}`;
    one.setAttribute("role", "option");
    one.dataset.name = name;
    one.append(name);
    if (see) {
      const where = document.createElement("span");
      where.textContent = see;
      one.append(" ", where);
    }
    return one;
  }

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    point(null);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    status.textContent = "";
  }

  // --- moving and choosing ---

  function pointed() {
    return list.querySelector("[aria-selected='true']");
  }

  // The focus stays in the field; screen readers and eyes are pointed at one suggestion, or at none.
  function point(one) {
    for (const each of list.children) each.setAttribute("aria-selected", String(each === one));
    if (one) {
      field.setAttribute("aria-activedescendant", one.id);
      one.scrollIntoView({ block: "nearest", behavior: "instant" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function choose(one) {
    if (!one) return;
    field.value = one.dataset.name;
    form.requestSubmit();
  }

  async function step(by) {
    if (list.hidden) await open();
    if (list.hidden) return;
    const options = [...list.children];
    const here = options.indexOf(pointed());
    // From the field to the first or the last, and past either end back into the field.
    const next = here < 0 ? (by > 0 ? 0 : options.length - 1) : here + by;
    point(options[next] ?? null);
  }

  function onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = event.altKey ? WITH_ALT[event.key] : KEYS[event.key];
    if (act?.() === true) event.preventDefault();
  }

  // What each key does; `true` keeps the browser from doing what it would.
  const KEYS = {
    ArrowDown() { step(1); return true; },
    ArrowUp() { step(-1); return true; },
    ArrowLeft() { point(null); },
    ArrowRight() { point(null); },
    Home() { point(null); },
    End() { point(null); },
    Enter() {
      const one = pointed();
      choose(one);
      return Boolean(one);
    },
    Escape() {
      if (list.hidden) field.value = "";
      close();
      return true;
    },
    Tab() { close(); },
  };
  const WITH_ALT = {
    ArrowDown() { open(); return true; },
    ArrowUp() { close(); return true; },
  };
}

for (const form of document.querySelectorAll("[data-suggestions]")) suggestUnder(form);
