// Is the server reachable? Says so in words, and tells the rest of the page when it is back.
const region = document.getElementById("connection");
const root = document.documentElement;
const PING_TIMEOUT_MS = 3000, SLOW_REQUEST_MS = 1000, RETRY_MIN_MS = 1000, RETRY_MAX_MS = 10000;
let lost = false, checking = false, leaving = false, delay = RETRY_MIN_MS, timer = 0;

export const isLost = () => lost;

export async function fetchWithin(ms, url, options = {}) {
  const controller = new AbortController();
  const limit = setTimeout(() => controller.abort(), ms);
  try { return await fetch(url, { ...options, signal: controller.signal }); } finally { clearTimeout(limit); }
}

// `key` names a sentence of the banner (`data-lost`, `data-unsaved`…); without one it is emptied.
export function say(key, state, icon) {
  region.textContent = "";
  if (!key) return;
  const line = document.createElement("p");
  const sprite = new URL("../icons.svg", import.meta.url).pathname;
  line.dataset.state = state;
  line.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#${icon}"></use></svg><span></span>`;
  line.lastChild.textContent = region.dataset[key];
  region.append(line);
}

function becomeLost() {
  if (!lost) {
    lost = true;
    root.dataset.connection = "lost";
    say("lost", "watch", "wifi-off");
    document.dispatchEvent(new CustomEvent("connection:lost"));
  }
  clearTimeout(timer);
  timer = setTimeout(check, delay * (0.8 + Math.random() * 0.4));
  delay = Math.min(delay * 2, RETRY_MAX_MS);
}

function becomeBack() {
  delay = RETRY_MIN_MS;
  if (!lost) return;
  lost = false;
  delete root.dataset.connection;
  say("back", "done", "check");
  const quiet = () => { if (!lost) say(); };
  setTimeout(() => ["pointerdown", "keydown"].forEach((name) => addEventListener(name, quiet, { once: true })), 2000);
  document.dispatchEvent(new CustomEvent("connection:back"));
}

export async function check() {
  if (checking || leaving) return;
  checking = true;
  clearTimeout(timer);
  let answers = false;
  try { answers = (await fetchWithin(PING_TIMEOUT_MS, "/healthz", { cache: "no-store" })).ok; } catch { /* no answer */ }
  checking = false;
  if (leaving) return;
  if (answers) becomeBack();
  else becomeLost();
}

addEventListener("offline", check);
addEventListener("online", check);
addEventListener("pagehide", () => { leaving = true; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) check(); });
document.addEventListener("htmx:sse:error", check);
document.addEventListener("htmx:sse:before:connection", (event) => { if (event.detail.connection.attempt > 0) check(); });
document.addEventListener("htmx:sse:after:connection", () => { if (lost) check(); });
document.addEventListener("htmx:error", (event) => { if (event.detail.ctx) check(); });

// A cut cable answers nothing at all: do not wait for the request to give up.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  ctx.watch = setTimeout(check, SLOW_REQUEST_MS);
});
document.addEventListener("htmx:before:response", (event) => clearTimeout(event.detail.ctx.watch));
document.addEventListener("htmx:finally:request", (event) => clearTimeout(event.detail.ctx.watch));

// Leaving the page without a connection would lose it: stay here until it is back.
function stay(event) {
  if (!lost) return;
  event.preventDefault();
  check();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && link.host === location.host && !link.hasAttribute("hx-get") && !link.getAttribute("href").startsWith("#")) stay(event);
});
document.addEventListener("submit", (event) => { if (!event.target.hasAttribute("hx-post")) stay(event); });
