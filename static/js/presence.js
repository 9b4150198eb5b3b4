// Tells the server which exercise is on the screen, whether it is seen, and since when nothing was touched.
import { check, fetchWithin } from "./connection.js";

const EVERY_MS = 15000, TIMEOUT_MS = 4000;
const session = document.body.dataset.session;
let touched = Date.now(), slips = 0;
const USEFUL = "a, button, input, select, textarea, label, summary, option, [tabindex], [data-area], [contenteditable]";

// Signs that the mouse or the keyboard is the difficulty: a press on nothing inside the exercise, a
// letter with no field to take it, capitals that are locked.
function slip(event) {
  if (!(event.target instanceof Element)) return;
  const missed = event.type === "pointerdown"
    ? event.pointerType === "mouse" && event.target.closest("#answer") && !event.target.closest(USEFUL)
    : event.key && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey
      && (event.getModifierState("CapsLock") || (event.key !== " " && !event.target.closest(USEFUL)));
  if (missed) slips = Math.min(slips + 1, 99);
}

function report() {
  const exercise = document.getElementById("exercise");
  const body = new URLSearchParams({
    exercise: exercise ? exercise.dataset.ref : "",
    visible: document.hidden ? "0" : "1",
    idle_s: String(Math.round((Date.now() - touched) / 1000)),
    slips: String(slips),
  });
  slips = 0;
  const leaving = document.hidden;
  fetchWithin(TIMEOUT_MS, `${session}/presence`, { method: "POST", body, keepalive: leaving }).catch(() => leaving || check());
}

if (session) {
  for (const name of ["pointerdown", "pointermove", "keydown", "input", "scroll"]) {
    addEventListener(name, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, slip, { passive: true, capture: true });
  document.addEventListener("visibilitychange", report);
  setInterval(() => { if (!document.hidden) report(); }, EVERY_MS);
  report();
}
