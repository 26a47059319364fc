// The editor's picture button: choose from the library or upload, say what it shows, put it in.
const dialog = document.querySelector("[data-picture-dialog]");
const part = (name) => dialog.querySelector(`[data-${name}]`);
let editor = null;
let chosen = null;
let searching = 0;

export function picturePlugin(CKEDITOR) {
  CKEDITOR.plugins.add("picture", {
    init(own) {
      own.addCommand("picture", {
        allowedContent: "img[!src,alt,width,height]",
        exec: () => openDialog(own),
      });
      own.ui.addButton("Picture", { label: "Picture", command: "picture", icon: "image" });
      own.on("doubleclick", ({ data }) => {
        if (data.element.is("img") && !data.element.isReadOnly()) openDialog(own);
      });
    },
  });
}

function openDialog(own) {
  editor = own;
  const selected = own.getSelection()?.getSelectedElement();
  dialog.showModal();
  if (selected?.is("img")) {
    describe({
      element: selected,
      url: selected.getAttribute("src"),
      width: selected.getAttribute("width"),
      height: selected.getAttribute("height"),
      alt: selected.getAttribute("alt") ?? "",
      decorative: !selected.getAttribute("alt"),
    });
  } else {
    choose();
  }
}

function show(step) {
  for (const section of dialog.querySelectorAll("[data-step]")) {
    section.hidden = section.dataset.step !== step;
  }
}

function choose() {
  show("choose");
  part("search").focus();
  search();
}

async function search() {
  const turn = ++searching;
  const address = new URL(dialog.dataset.library, location.href);
  address.searchParams.set("q", part("search").value);
  part("status").textContent = "Looking…";
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const { images } = await answer.json();
    if (turn !== searching) return;
    part("grid").replaceChildren(...images.map(choice));
    part("status").textContent = images.length ? "" : "No picture fits these words. Upload a new one.";
  } catch {
    part("status").textContent = "The library did not answer. Check your connection, then search again.";
  }
}

function choice(image) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const picture = document.createElement("img");
  const title = document.createElement("span");
  button.type = "button";
  picture.src = image.thumbnail;
  picture.alt = "";
  title.textContent = image.title;
  button.append(picture, title);
  button.addEventListener("click", () => describe(image));
  item.append(button);
  return item;
}

function describe(image) {
  chosen = image;
  show("describe");
  part("preview").src = image.url;
  part("alt").value = image.alt;
  part("decorative").checked = image.decorative;
  part("describe-errors").textContent = "";
  part("alt").focus();
}

function putIn(event) {
  event.preventDefault();
  const alt = part("alt").value.trim();
  if (!alt && !part("decorative").checked) {
    part("describe-errors").textContent = "Say what the picture shows, or mark it as decorative.";
    part("alt").focus();
    return;
  }
  const attributes = {
    src: chosen.url,
    alt: part("decorative").checked ? "" : alt,
    width: String(chosen.width ?? ""),
    height: String(chosen.height ?? ""),
  };
  dialog.close();
  if (chosen.element) {
    chosen.element.setAttributes(attributes);
    chosen.element.data("cke-saved-src", attributes.src);
    editor.fire("saveSnapshot");
  } else {
    const image = editor.document.createElement("img", { attributes });
    image.data("cke-saved-src", attributes.src);
    // On a line of its own, where readers get it with its caption.
    const line = editor.document.createElement("p");
    line.append(image);
    editor.insertElement(line);
  }
  editor.fire("change");
  editor.focus();
}

async function upload(event) {
  event.preventDefault();
  const errors = part("upload-errors");
  errors.textContent = "";
  const answer = await send(new FormData(event.target));
  if (answer.image) {
    event.target.reset();
    describe(answer.image);
  } else {
    errors.textContent = answer.sentences.join(" ");
  }
}

async function send(data) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const answer = await fetch(dialog.dataset.upload, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    if (answer.status === 201) return { image: await answer.json() };
    if (answer.status === 422) {
      return { sentences: Object.values((await answer.json()).errors).flat() };
    }
  } catch { /* told below */ }
  return { sentences: ["The picture did not arrive. Check your connection and try again."] };
}

if (dialog) {
  part("search").addEventListener("input", search);
  part("close").addEventListener("click", () => dialog.close());
  part("show-upload").addEventListener("click", () => { show("upload"); dialog.querySelector("#new-file").focus(); });
  for (const button of dialog.querySelectorAll("[data-show-choose]")) button.addEventListener("click", choose);
  part("upload-form").addEventListener("submit", upload);
  part("describe-form").addEventListener("submit", putIn);
}
