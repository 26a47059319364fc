// Makes an editor of a plain textarea when it can be seen. CKEditor itself is fetched for the first one.
import { picturePlugin } from "./pictures.js";

let loading = null;
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    makeEditor(entry.target);
  }
}, { rootMargin: "300px" });

export function openEditors(within) {
  for (const area of within.querySelectorAll("textarea[data-editor]")) {
    if (!area.dataset.editing) seen.observe(area);
  }
}

export function closeEditor(within) {
  const area = within.querySelector("textarea[data-editing]");
  if (!area) return false;
  const editor = window.CKEDITOR?.instances[area.id];
  delete area.dataset.editing;
  editor?.destroy();
  return true;
}

function load(area) {
  loading ??= new Promise((resolve, reject) => {
    // The unhashed address: CKEditor finds its language, skin and plugins beside its own file.
    window.CKEDITOR_BASEPATH = area.dataset.editorBase;
    const script = document.createElement("script");
    script.src = `${area.dataset.editorBase}ckeditor.js?t=${area.dataset.editorBuild}`;
    script.onload = () => {
      window.CKEDITOR.timestamp = area.dataset.editorBuild;
      window.CKEDITOR.disableAutoInline = true;
      picturePlugin(window.CKEDITOR);
      headTables(window.CKEDITOR);
      resolve(window.CKEDITOR);
    };
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

// A new table begins with a row of headings: a phone shows each cell under its own.
function headTables(CKEDITOR) {
  CKEDITOR.on("dialogDefinition", ({ data }) => {
    if (data.name === "table") data.definition.getContents("info").get("selHeaders").default = "row";
  });
}

async function makeEditor(area) {
  if (area.dataset.editing || !area.isConnected) return;
  area.dataset.editing = "soon";
  const CKEDITOR = await load(area);
  if (!area.dataset.editing || !area.isConnected) return;
  const config = JSON.parse(area.dataset.editor);
  config.title = labelOf(area);
  config.on = {
    langLoaded() {
      Object.assign(this.lang.format, { tag_p: "Text", tag_h3: "Subheading", tag_h4: "Small subheading" });
    },
  };
  const editor = CKEDITOR.replace(area, config);
  area.dataset.editing = "yes";
  lowerHeadings(editor, JSON.parse(area.dataset.editorLowered));
  leavePicturesOut(editor, area.dataset.editorMedia);
  keepUntouchedWords(editor, area.value);
  editor.on("change", () => {
    editor.updateElement();
    document.dispatchEvent(new Event("editor:change"));
  });
}

function labelOf(area) {
  const row = area.closest("[data-row]");
  return `Text of section ${row?.querySelector("[data-number]")?.textContent ?? ""}`.trim();
}

// The editor writes HTML in its own way: words that nobody touched go back exactly as they came.
function keepUntouchedWords(editor, original) {
  editor.on("instanceReady", () => {
    const untouched = editor.getData();
    editor.on("getData", ({ data }) => {
      if (data.dataValue === untouched) data.dataValue = original;
    }, null, null, 100);
  });
}

// A pasted text brings headings of its own; as when saved, they move below the section's heading.
function lowerHeadings(editor, lowered) {
  const tags = new RegExp(`(</?)(${Object.keys(lowered).join("|")})(?=[\\s>])`, "gi");
  editor.on("paste", ({ data }) => {
    data.dataValue = data.dataValue.replace(tags, (_, open, tag) => open + lowered[tag.toLowerCase()]);
  }, null, null, 5);
}

// A picture from elsewhere would not be kept: it has to come in through our own upload.
function leavePicturesOut(editor, media) {
  editor.on("paste", ({ data }) => {
    const kept = data.dataValue.replace(/<img\b[^>]*>/gi, (image) => {
      const source = image.match(/\bsrc="([^"]*)"/i)?.[1] ?? "";
      return source.startsWith(media) ? image : "";
    });
    if (kept !== data.dataValue) {
      editor.showNotification("Pictures are not pasted. Put them in with the picture button.", "info", 10000);
    }
    data.dataValue = kept;
  }, null, null, 5);
}
