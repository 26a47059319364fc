// What differs between the words in the form and those kept: part by part, side by side, changed words marked.
import { compareWords, marked, plainText } from "./words.js";

export function showDifferences(place, form, now, kept) {
  const rows = [...differingFields(form, now, kept), ...differingRows(form, now, kept)];
  const body = place.querySelector("tbody");
  body.replaceChildren(...rows.map(([name, here, there]) => {
    const row = document.createElement("tr");
    const [left, right] = compareWords(here, there);
    row.append(cell("th", [document.createTextNode(name)]), cell("td", marked(left, "del")), cell("td", marked(right, "ins")));
    row.firstElementChild.scope = "row";
    return row;
  }));
}

function cell(tag, parts) {
  const made = document.createElement(tag);
  made.append(...parts);
  return made;
}

function differingFields(form, now, kept) {
  const names = [...new Set([...Object.keys(now.fields), ...Object.keys(kept.fields)])];
  return names
    .filter((name) => JSON.stringify(now.fields[name]) !== JSON.stringify(kept.fields[name]))
    .map((name) => [labelOf(form, name), inWords(now.fields[name]), inWords(kept.fields[name])]);
}

function labelOf(form, name) {
  const [plain, value] = name.split("=");
  const control = [...form.elements].find((one) => one.name === plain && (value === undefined || one.value === value));
  return (control?.labels?.[0]?.textContent ?? plain).trim().replace(/:$/, "");
}

function inWords(value) {
  if (value === true || value === false) return value ? "✓" : "–";
  if (Array.isArray(value)) return value.map(([, text]) => text).join(", ");
  return value ?? "";
}

function differingRows(form, now, kept) {
  return Object.keys({ ...now.rows, ...kept.rows }).flatMap((prefix) => {
    const name = document.querySelector(`[data-rows="${prefix}"]`)?.dataset.rowsName ?? prefix;
    const [here, there] = [now.rows[prefix] ?? [], kept.rows[prefix] ?? []];
    const pairs = there.map((row) => [row.id && here.find(({ id }) => id === row.id), row]);
    const gone = here.filter((row) => row.id && !there.some(({ id }) => id === row.id)).map((row) => [row, null]);
    const found = [...pairs, ...gone]
      .map(([one, other], at) => [`${name} ${at + 1}`, one ? rowInWords(one) : "", other ? rowInWords(other) : ""])
      .filter(([, one, other]) => one !== other);
    const order = there.map(({ id }) => id).filter((id) => id && here.some((row) => row.id === id));
    const wasOrder = here.map(({ id }) => id).filter((id) => order.includes(id));
    if (order.join() === wasOrder.join()) return found;
    const titles = (rows) => rows.map(({ parts }) => parts.heading ?? parts.title).join("\n");
    return [...found, [`${name}s, order`, titles(here), titles(there)]];
  });
}

function rowInWords({ parts }) {
  if (parts.DELETE) return "";
  return Object.entries(parts)
    .filter(([name]) => name !== "DELETE")
    .map(([name, value]) => (name === "body" ? plainText(value) : inWords(value)))
    .filter(Boolean)
    .join("\n");
}
