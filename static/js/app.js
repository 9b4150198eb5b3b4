// The one entry. Every page works without it; each import improves one thing.

// Settings for the eyes: text size, contrast, calm. They stay on this device.
const root = document.documentElement;
const NAMES = ["size", "contrast", "calm"];

function stored(name) {
  try { return localStorage.getItem(`classroom:display:${name}`) || ""; } catch { return ""; }
}

function apply(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  for (const button of document.querySelectorAll(`[data-setting="${name}"]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}

NAMES.forEach((name) => apply(name, stored(name)));
for (const panel of document.querySelectorAll("#display")) panel.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-setting]");
  if (!button) return;
  apply(button.dataset.setting, button.value);
  try { localStorage.setItem(`classroom:display:${button.dataset.setting}`, button.value); } catch { /* private mode: for this page only */ }
});

// The page where a code is typed needs nothing more: it stays light on a slow network.
const live = document.querySelector("[hx-get], [hx-post], [hx-sse\\:connect]");
if (live || document.querySelector(":not(:defined)")) import("./elements.js").then((module) => module.defineElements());
if (live) import("./live.js");
// A seat that was erased leaves nothing on this device.
if (document.body.hasAttribute("data-erased")) import("./storage.js");
