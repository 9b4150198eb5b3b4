// Tells the server which exercise is on the screen, whether it is seen, and since when nothing was touched.
import { check, fetchWithin } from "./connection.js";

const EVERY_MS = 15000, TIMEOUT_MS = 4000;
const session = document.body.dataset.session;
let touched = Date.now();

function report() {
  const exercise = document.getElementById("exercise");
  const body = new URLSearchParams({
    exercise: exercise ? exercise.dataset.ref : "",
    visible: document.hidden ? "0" : "1",
    idle_s: String(Math.round((Date.now() - touched) / 1000)),
  });
  const leaving = document.hidden;
  fetchWithin(TIMEOUT_MS, `${session}/presence`, { method: "POST", body, keepalive: leaving }).catch(() => leaving || check());
}

if (session) {
  for (const name of ["pointerdown", "pointermove", "keydown", "input", "scroll"]) {
    addEventListener(name, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", report);
  setInterval(() => { if (!document.hidden) report(); }, EVERY_MS);
  report();
}
