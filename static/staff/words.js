// Two texts word by word: what was taken away, what was added. Without markup, safe for any text.
const MOST_WORDS = 4000;

export function plainText(html) {
  // A document of its own, in which nothing runs and no picture is fetched.
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const image of body.querySelectorAll("img")) image.replaceWith(`[${image.alt || "picture"}] `);
  for (const block of body.querySelectorAll("p, li, h3, h4, tr, td, th, br")) block.append("\n");
  return body.textContent.replace(/\n\s*\n/g, "\n").trim();
}

function split(text) {
  return text.split(/(?<=\s)(?=\S)/);
}

// The longest common run of words, from the end; the two texts as parts with `changed` set on what differs.
export function compareWords(one, other) {
  const [a, b] = [split(one), split(other)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) {
    const changed = one !== other;
    return [[{ text: one, changed }], [{ text: other, changed }]];
  }
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = a[i].trim() === b[j].trim()
        ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  const [left, right] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i].trim() === b[j].trim()) {
      add(left, a[i++], false);
      add(right, b[j++], false);
    } else if (j >= b.length || (i < a.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) {
      add(left, a[i++], true);
    } else {
      add(right, b[j++], true);
    }
  }
  return [left, right];
}

function add(parts, text, changed) {
  const last = parts.at(-1);
  if (last?.changed === changed) last.text += text;
  else parts.push({ text, changed });
}

export function marked(parts, tag) {
  return parts.map(({ text, changed }) => {
    if (!changed) return document.createTextNode(text);
    const mark = document.createElement(tag);
    mark.textContent = text;
    return mark;
  });
}
