// Ordered rows of a form: open, add, move and remove them. Without this module every row is open and its
// place is a number to type.
import { closeEditor, openEditors } from "./editor.js";

export function tendRows(section) {
  const list = section.querySelector("[data-row-list]");
  const empty = section.querySelector("[data-empty-row]").content.firstElementChild;
  const name = section.dataset.rowsName;
  const live = section.querySelector("[data-live]");
  const total = section.querySelector(`[name="${section.dataset.rows}-TOTAL_FORMS"]`);
  const rows = () => [...list.children];
  const field = (row, part) => row.querySelector(`[name$="-${part}"]`);

  function say(words) {
    live.textContent = words;
  }

  function nameOf(row) {
    const words = field(row, "heading") ?? field(row, "title");
    return words.value.trim() || `${name} without a ${field(row, "heading") ? "heading" : "title"}`;
  }

  function describe(row) {
    const kind = field(row, "kind");
    const shown = { kind: kind?.selectedOptions[0]?.text, heading: field(row, "heading")?.value };
    for (const part of row.querySelectorAll("[data-shows]")) {
      part.textContent = shown[part.dataset.shows] ?? "";
    }
    for (const part of row.querySelectorAll("[data-named]")) part.textContent = nameOf(row);
  }

  function renumber() {
    rows().forEach((row, index, all) => {
      field(row, "order").value = index + 1;
      const number = row.querySelector("[data-number]");
      if (number) number.textContent = index + 1;
      row.querySelector('[data-move="up"]').disabled = index === 0;
      row.querySelector('[data-move="down"]').disabled = index === all.length - 1;
    });
  }

  function showRemoval(row) {
    const gone = field(row, "DELETE").checked;
    row.classList.toggle("gone", gone);
    const button = row.querySelector("[data-remove]");
    button.setAttribute("aria-pressed", gone);
    button.title = gone ? "Keep it after all" : "Remove";
  }

  function prepare(row) {
    row.querySelector("[data-tools]").hidden = false;
    describe(row);
    showRemoval(row);
  }

  function append(after) {
    const row = document.importNode(empty, true);
    const number = total.value;
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of [...part.attributes]) {
        if (attribute.value.includes("__prefix__")) {
          attribute.value = attribute.value.replaceAll("__prefix__", number);
        }
      }
    }
    total.value = Number(number) + 1;
    if (after) after.after(row);
    else list.append(row);
    prepare(row);
    return row;
  }

  function add(after) {
    const row = append(after);
    renumber();
    open(row);
    (field(row, "kind") ?? field(row, "title")).focus();
    say(`A ${name} was added at place ${rows().indexOf(row) + 1}.`);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function open(row) {
    const details = row.querySelector("details");
    if (details) details.open = true;
    openEditors(row);
  }

  // A frame that moves in the document loses its words: the editor is put away and made again.
  async function move(row, way) {
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    const had = closeEditor(row);
    if (way === "up") other.before(row);
    else other.after(row);
    renumber();
    if (had) openEditors(row);
    (focused?.disabled ? row.querySelector("[data-move]:not(:disabled)") : focused)?.focus();
    row.scrollIntoView({ block: "nearest" });
    say(`${nameOf(row)}: now at place ${rows().indexOf(row) + 1} of ${rows().length}.`);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function remove(row) {
    const box = field(row, "DELETE");
    box.checked = !box.checked;
    showRemoval(row);
    if (box.checked && row.querySelector("details")) row.querySelector("details").open = false;
    say(box.checked ? `${nameOf(row)}: removed when you save.` : `${nameOf(row)}: kept.`);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = event.target.closest("[data-row]");
    if (!button || !row) return;
    if (button.dataset.move) move(row, button.dataset.move);
    else if ("addBelow" in button.dataset) add(row);
    else if ("remove" in button.dataset) remove(row);
  });
  list.addEventListener("input", (event) => describe(event.target.closest("[data-row]")));
  list.addEventListener("toggle", (event) => {
    if (event.target.open) openEditors(event.target);
  }, true);
  list.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!way || !event.altKey || !event.target.closest("summary, [data-tools]")) return;
    event.preventDefault();
    move(event.target.closest("[data-row]"), way);
  });
  const button = section.querySelector("[data-add]");
  button.hidden = false;
  button.addEventListener("click", () => add());

  section.classList.add("tended");
  rows().forEach(prepare);
  // The blank row is for people without scripts; here a button adds rows. A new page keeps it, opened.
  const untouched = rows().filter((row) => "untouched" in row.dataset);
  if (rows().length > untouched.length) {
    for (const row of untouched) row.remove();
    total.value = Number(total.value) - untouched.length;
  } else {
    for (const row of untouched) if (row.querySelector("details")) row.querySelector("details").open = true;
  }
  renumber();

  function settle() {
    rows().forEach((row) => {
      describe(row);
      showRemoval(row);
    });
    renumber();
  }

  return { prefix: section.dataset.rows, list, rows, append: () => append(), settle };
}
