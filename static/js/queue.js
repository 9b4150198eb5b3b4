// Answers that could not leave: kept on this device, sent in order on return, once each.
import { check, fetchWithin, isLost, say } from "./connection.js";
import { clearDraft, settleDraft } from "./drafts.js";
import { newId, read, write } from "./storage.js";

const SEND_TIMEOUT_MS = 10000, RETRY_MIN_MS = 1000, RETRY_MAX_MS = 10000;
const UNREACHABLE = [502, 503, 504];
// Statuses after which sending the same thing again may still succeed.
const NOT_YET = [401, 403, 408, 425, 429];
const HEADERS = { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "HX-Request-Type": "partial" };
let sending = false, unsaved = false, delay = RETRY_MIN_MS, timer = 0;

const waiting = () => read("queue") || [];
const queued = (element) => element.closest ? element.closest("[data-queue]") : null;

function keep(form, ctx) {
  settleDraft();
  const item = { url: ctx.request.action, body: String(ctx.request.body), at: Date.now() };
  if (waiting().some((other) => other.url === item.url && other.body === item.body)) return;
  if (!write("queue", [...waiting(), item])) return;
  // The next answer is another one: it needs its own id.
  const id = newId();
  for (const input of document.querySelectorAll('#exercise [name="submission"]')) input.value = id;
  showKept(form);
  later();
}

function showKept(form) {
  const place = form.dataset.queue === "help" ? "#help" : "#answer";
  const line = document.querySelector(`${place} [data-kept]`);
  const feedback = document.getElementById("feedback");
  if (feedback && form.dataset.queue === "answer") feedback.hidden = true;
  if (!line) return;
  line.hidden = false;
  line.focus();
}

function forget(item) {
  write("queue", waiting().filter((other) => other.url !== item.url || other.body !== item.body));
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(flush, delay * (0.8 + Math.random() * 0.4));
  delay = Math.min(delay * 2, RETRY_MAX_MS);
}

export async function flush() {
  if (sending || !waiting().length) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let item = waiting()[0]; item; item = waiting()[0]) {
      const response = await fetchWithin(SEND_TIMEOUT_MS, item.url, { method: "POST", body: item.body, headers: HEADERS });
      if (response.status >= 500 || NOT_YET.includes(response.status)) {
        unsaved = true;
        if (!isLost()) say("unsaved", "watch", "clock");
        return later();
      }
      const text = await response.text();
      forget(item);
      delay = RETRY_MIN_MS;
      if (item.url.endsWith("/attempts") && response.ok) clearDraft(item.url.slice(0, -"/attempts".length), item.at);
      if (!waiting().some((other) => screenOf(other) === screenOf(item))) show(item, response, text);
    }
    if (unsaved) say();
    unsaved = false;
  } catch {
    later();
    check();
  } finally {
    sending = false;
  }
}

const screenOf = (item) => item.url.replace(/\/[a-z]+$/, "");

// Only what is still on the screen is redrawn; the rest is on the server already.
function show(item, response, text) {
  const exercise = document.getElementById("exercise");
  const onScreen = exercise && screenOf(item) === exercise.dataset.url;
  const redirect = response.headers.get("HX-Redirect");
  if (redirect) return onScreen && location.assign(redirect);
  const target = response.headers.get("HX-Retarget") || (item.url.includes("/help") ? "#live" : onScreen ? "#exercise" : "");
  if (!target || !text) return undefined;
  const swap = response.headers.get("HX-Reswap") || "outerMorph";
  return window.htmx.swap({ text, target, swap, sourceElement: document.querySelector(target), hx: {}, request: {} });
}

// Nothing overtakes what is already waiting.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.hasAttribute("data-leave") && waiting().length) {
    event.preventDefault();
    say("pending", "watch", "save");
    flush();
    return;
  }
  const form = queued(ctx.sourceElement);
  if (!form || !waiting().length) return;
  event.preventDefault();
  keep(form, ctx);
  if (!isLost()) flush();
});

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  const form = ctx && queued(ctx.sourceElement);
  if (form && (!ctx.response || ctx.text === undefined)) keep(form, ctx);
});
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  const form = queued(ctx.sourceElement);
  if (!form || !UNREACHABLE.includes(ctx.response.status)) return;
  unsaved = true;
  say("unsaved", "watch", "clock");
  keep(form, ctx);
});
document.addEventListener("connection:back", () => { delay = RETRY_MIN_MS; flush(); });
flush();
