// What is being answered is kept on this device after 800 ms, and found again after a reload.
import { erase, read, write } from "./storage.js";

const SAVE_AFTER_MS = 800;
let timer = 0;

const form = () => document.getElementById("answer");
const name = (url) => `draft:${url}`;
const here = () => { const exercise = document.getElementById("exercise"); return exercise ? exercise.dataset.url : ""; };

function fields() {
  return Array.from(form().elements).filter((field) => field.name && field.name !== "submission"
    && !field.disabled && !["hidden", "password", "file", "submit", "button"].includes(field.type));
}

function saveDraft() {
  clearTimeout(timer);
  timer = 0;
  if (!form() || !here()) return;
  const values = fields().map((field) => [field.name, /radio|checkbox/.test(field.type) ? (field.checked ? field.value : null) : field.value]);
  write(name(here()), { at: Date.now(), values });
}

export function settleDraft() {
  if (timer) saveDraft();
}

export function clearDraft(url, until = Infinity) {
  const draft = read(name(url));
  if (until === Infinity) {
    clearTimeout(timer);
    timer = 0;
  }
  if (draft && draft.at <= until) erase(name(url));
}

function restore() {
  const draft = here() && form() && read(name(here()));
  if (!draft) return;
  const left = draft.values.slice();
  for (const field of fields()) {
    const toggle = /radio|checkbox/.test(field.type);
    const at = left.findIndex(([key, value]) => key === field.name && (!toggle || value === null || value === field.value));
    if (at < 0) continue;
    const [[, value]] = left.splice(at, 1);
    if (toggle ? field.checked === (value === field.value) : field.value === value) continue;
    if (toggle) field.checked = value === field.value;
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form().dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
}

function changed(event) {
  if (!form() || !form().contains(event.target)) return;
  clearTimeout(timer);
  timer = setTimeout(saveDraft, SAVE_AFTER_MS);
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);
addEventListener("pagehide", settleDraft);

document.addEventListener("htmx:after:request", (event) => {
  const { request, response } = event.detail.ctx;
  const act = /^(.*)\/(attempts|redo)$/.exec(request.action);
  if (act && response.status < 300) {
    clearDraft(act[1]);
  }
});

restore();
