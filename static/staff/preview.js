// Pages in a frame: the preview of what was typed, and links that do not lose the frame. Without this module
// the preview opens in a tab of its own.
const button = document.querySelector("[data-preview-button]");
const dialog = document.querySelector("[data-preview-dialog]");

// Other pages of ours refuse to be framed: they open beside it. Links within the page stay where they are.
function tendLinks(frame) {
  for (const link of frame.contentDocument?.links ?? []) {
    if (!link.getAttribute("href").startsWith("#")) link.target = "_blank";
  }
}

for (const frame of document.querySelectorAll("[data-frame]")) {
  frame.addEventListener("load", () => tendLinks(frame));
  tendLinks(frame);
}

// The form itself is not submitted: it stays unsaved, and says so when it is left.
function send(form) {
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) editor.updateElement();
  const copy = document.createElement("form");
  Object.assign(copy, { method: "post", action: button.formAction, target: "page-preview", hidden: true });
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") continue;
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    copy.append(field);
  }
  document.body.append(copy);
  copy.submit();
  copy.remove();
}

button?.addEventListener("click", (event) => {
  event.preventDefault();
  dialog.showModal();
  send(button.form);
});
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog?.addEventListener("close", () => button.focus());
