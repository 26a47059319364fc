// What is written in a page's form, as plain data; and put back into it. Words go in as values only, never as
// markup of this page.
import { closeEditor, openEditors } from "./editor.js";

const PASSED_BY = new Set(["hidden", "submit", "button", "file", "reset"]);

function controls(form) {
  return [...form.elements].filter(
    (control) => control.name && !PASSED_BY.has(control.type) && control.name !== "over_newer" &&
      !control.closest("[data-rows]"),
  );
}

function valueOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked;
  if (control.tagName === "SELECT") return [...control.selectedOptions].map(({ value, text }) => [value, text]);
  return control.value;
}

function partsOf(row, prefix) {
  const start = new RegExp(`^${prefix}-\\d+-`);
  return [...row.querySelectorAll("[name]")]
    .map((control) => [control.name.replace(start, ""), control])
    .filter(([name, control]) => name === "DELETE" || !(PASSED_BY.has(control.type) || name === "order"));
}

function idOf(row, prefix) {
  return [...row.querySelectorAll("[name]")].find(({ name }) => new RegExp(`^${prefix}-\\d+-id$`).test(name))?.value ?? "";
}

export function readWords(form, lists) {
  for (const area of form.querySelectorAll("textarea[data-editing=yes]")) {
    window.CKEDITOR?.instances[area.id]?.updateElement();
  }
  const fields = {};
  for (const control of controls(form)) {
    const name = control.type === "checkbox" || control.type === "radio" ? `${control.name}=${control.value}` : control.name;
    fields[name] = valueOf(control);
  }
  const rows = {};
  for (const { prefix, rows: those } of lists) {
    rows[prefix] = those().map((row) => ({
      id: idOf(row, prefix),
      parts: Object.fromEntries(partsOf(row, prefix).map(([name, control]) => [name, valueOf(control)])),
    }));
  }
  return { fields, rows };
}

export const sameWords = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function write(control, value) {
  if (value === undefined) return;
  if (control.type === "checkbox" || control.type === "radio") control.checked = value === true;
  else if (control.tagName === "SELECT") choose(control, value);
  else control.value = String(value);
}

// The options of a field that is searched by typing are only those chosen: missing ones are added.
function choose(select, chosen) {
  for (const [value, text] of chosen) {
    if (![...select.options].some((option) => option.value === value)) {
      select.add(new Option(String(text), String(value)));
    }
  }
  for (const option of select.options) option.selected = chosen.some(([value]) => value === option.value);
}

export function writeWords(form, lists, words) {
  for (const control of controls(form)) {
    const name = control.type === "checkbox" || control.type === "radio" ? `${control.name}=${control.value}` : control.name;
    const before = JSON.stringify(valueOf(control));
    write(control, words.fields[name]);
    if (JSON.stringify(valueOf(control)) !== before) control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const list of lists) writeRows(list, words.rows[list.prefix] ?? []);
}

// Rows find their places by their numbers, or by what they are called where a colleague made them anew; rows
// that only the page has (a colleague's) stay, at the end; rows that were only in this form are marked.
function writeRows(list, kept) {
  const free = list.rows();
  const take = (fits) => {
    const at = free.findIndex(fits);
    return at < 0 ? undefined : free.splice(at, 1)[0];
  };
  const named = (row) => JSON.stringify(nameOf(row, list.prefix));
  const known = new Set(kept.map(({ id }) => id));
  const matched = kept.map((words) => words.id && take((row) => idOf(row, list.prefix) === words.id));
  const places = kept.map((words, at) => matched[at] ||
    (words.id && take((row) => !known.has(idOf(row, list.prefix)) && named(row) === JSON.stringify(nameIn(words.parts)))) ||
    take((row) => !idOf(row, list.prefix)) || list.append());
  const opened = places.map((row, at) => {
    const wasOpen = closeEditor(row);
    for (const [name, control] of partsOf(row, list.prefix)) write(control, kept[at].parts[name]);
    list.list.append(row);
    return wasOpen;
  });
  for (const row of free) {
    const wasOpen = closeEditor(row);
    if (!idOf(row, list.prefix)) partsOf(row, list.prefix).find(([name]) => name === "DELETE")[1].checked = true;
    list.list.append(row);
    if (wasOpen) openEditors(row);
  }
  places.forEach((row, at) => { if (opened[at]) openEditors(row); });
  list.settle();
}

const nameIn = ({ kind, heading, title }) => [kind?.[0]?.[0], heading, title];

function nameOf(row, prefix) {
  return nameIn(Object.fromEntries(partsOf(row, prefix).map(([name, control]) => [name, valueOf(control)])));
}
