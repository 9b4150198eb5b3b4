// Live messages: hx-sse reconnects by itself, except after a first connection that failed.
import { isLost } from "./connection.js";
import { eraseSeat } from "./storage.js";

const GONE = [401, 403, 404, 410];
const RETRY_MIN_MS = 1000, RETRY_MAX_MS = 5000, RELOAD_ONCE_MS = 60000;
// The server says something every fifteen seconds at least.
const SILENT_MS = 20000, POLL_MS = 4000;
let delay = RETRY_MIN_MS;

const isStream = (event) => event.target instanceof Element && event.target.hasAttribute("hx-sse:connect");

// The seat or the session is no longer there: the page itself knows how to say it.
function reloadOnce(stream) {
  stream.remove();
  let last = 0;
  try {
    last = Number(sessionStorage.getItem("classroom:reloaded"));
    sessionStorage.setItem("classroom:reloaded", String(Date.now()));
  } catch { return; }
  if (Date.now() - last > RELOAD_ONCE_MS) location.reload();
}

function again(stream, status) {
  if (GONE.includes(status)) return reloadOnce(stream);
  setTimeout(() => window.htmx.trigger(stream, "stream:again"), delay * (0.7 + Math.random() * 0.6));
  delay = Math.min(delay * 2, RETRY_MAX_MS);
}

document.addEventListener("htmx:error", (event) => { if (isStream(event)) again(event.target); });
document.addEventListener("htmx:response:error", (event) => { if (isStream(event)) again(event.target, event.detail.ctx.response.status); });
document.addEventListener("htmx:before:swap", (event) => {
  const { response } = event.detail.ctx;
  if (isStream(event) && response && response.status >= 400) event.preventDefault();
});
document.addEventListener("htmx:sse:error", (event) => { if (GONE.includes(event.detail.status)) reloadOnce(event.target); });
document.addEventListener("htmx:sse:after:connection", (event) => {
  if (event.detail.connection.status < 400) delay = RETRY_MIN_MS;
});

// A proxy on the way may keep the stream back: ask again and again for what it would say.
let heardAt = Date.now();
const hear = () => { heardAt = Date.now(); };
document.addEventListener("htmx:sse:after:message", hear);
document.addEventListener("beat", hear);

setInterval(async () => {
  const stream = document.getElementById("stream");
  if (!stream || document.hidden || isLost() || Date.now() - heardAt < SILENT_MS) return;
  const url = new URL(stream.getAttribute("hx-sse:connect"), location.href);
  url.searchParams.set("once", "");
  await window.htmx.ajax("GET", url.pathname + url.search, { source: document.body, target: "#stream", swap: "none" });
  document.dispatchEvent(new CustomEvent("polled"));
}, POLL_MS);

// « Changer de personne »: once the server has forgotten this browser, so does this device.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.hasAttribute("data-leave") && ctx.response.status < 400) eraseSeat();
});
