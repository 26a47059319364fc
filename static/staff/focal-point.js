// The focal point of a picture: a click or the arrow keys on the picture fill the two number fields.
const picker = document.querySelector("[data-focal]");
const fields = ["x", "y"].map((axis) => document.querySelector(`input#id_focus_${axis}`));
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const part = (name) => picker.querySelector(`[data-focal-${name}]`);
const within = (number) => Math.min(100, Math.max(0, Math.round(number)));

function point() {
  const [x, y] = fields.map((field) => field.value.trim());
  return x === "" || y === "" || isNaN(x) || isNaN(y) ? null : [within(x), within(y)];
}

function show() {
  const at = point();
  for (const name of ["mark", "crop", "clear"]) part(name).hidden = !at;
  if (!at) return;
  [part("mark").style.left, part("mark").style.top] = at.map((number) => `${number}%`);
  part("crop").querySelector("img").style.objectPosition = `${at[0]}% ${at[1]}%`;
}

function say() {
  const { said, none } = part("status").dataset;
  const at = point();
  part("status").textContent = at ? said.replace("X", at[0]).replace("Y", at[1]) : none;
}

function move(x, y) {
  fields[0].value = x;
  fields[1].value = y;
  show();
  say();
}

function enable() {
  const area = part("picture");
  const button = document.createElement("button");
  button.type = "button";
  button.className = area.className;
  button.setAttribute("aria-label", area.dataset.label);
  button.append(...area.childNodes);
  button.dataset.focalPicture = "";
  area.replaceWith(button);
  button.addEventListener("click", (event) => {
    if (event.detail === 0) return; // Enter or space: the arrow keys are for the keyboard
    const box = button.getBoundingClientRect();
    move(within(((event.clientX - box.left) / box.width) * 100), within(((event.clientY - box.top) / box.height) * 100));
  });
  button.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? 10 : 1;
    const [x, y] = point() ?? [50, 50];
    move(within(x + step[0] * size), within(y + step[1] * size));
  });
  part("clear").addEventListener("click", () => {
    move("", "");
    button.focus();
  });
  part("help").hidden = false;
  for (const field of fields) field.addEventListener("input", show);
  show();
}

if (picker && fields.every(Boolean)) enable();
