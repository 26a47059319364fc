// Says at once that a file is too large, before it travels; the server says the same.
const form = document.querySelector("form[data-word]");
const input = form.querySelector("input[type=file]");
const errors = form.querySelector("[data-errors]");

function isTooLarge() {
  const file = input.files[0];
  return Boolean(file) && file.size > Number(input.dataset.mostBytes);
}

function judge() {
  errors.replaceChildren();
  if (isTooLarge()) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.append(document.createElement("li"));
    list.firstChild.textContent = errors.dataset.tooLarge;
    errors.append(list);
  }
  input.closest(".form-row").classList.toggle("errors", isTooLarge());
}

input.addEventListener("change", judge);
form.addEventListener("submit", (event) => {
  if (isTooLarge()) {
    event.preventDefault();
    judge();
    input.focus();
  }
});
