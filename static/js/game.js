// What games of gestures share: the clock, the log that is sent, the tally, the end.
// The words come from the page; misses are noted and cost nothing.
const LOG_MAX = 380, APART_MS = 80, LAST_SEEN_MS = 700, PRESS_SLIP_PX = 10;

export class Game extends HTMLElement {
  connectedCallback() {
    this.heard = [];
    this.log = [];
    this.hits = 0;
    this.over = false;
    this.hitAt = -APART_MS;
    this.startedAt = performance.now();
    this.count = Number(this.dataset.count);
    this.field = this.querySelector("[data-events]");
    this.area = this.querySelector("[data-area]");
    this.told = this.querySelector("[data-tally]");
    this.said = this.querySelector("[data-say]");
    this.field.value = "";
    // Said once, in the first of several rounds.
    for (const words of this.querySelectorAll("[data-wait]")) words.hidden = true;
    this.querySelector("[data-body]").hidden = false;
    // A redraw by the server hides the button of the end again.
    this.offer();
    this.on(document, "htmx:after:swap", () => this.offer());
    this.begin();
  }

  offer() {
    const end = this.form && this.form.querySelector("[data-finish]");
    if (end) end.hidden = false;
  }

  disconnectedCallback() {
    for (const [target, name, heard, options] of this.heard) target.removeEventListener(name, heard, options);
    clearTimeout(this.timer);
  }

  get form() {
    return this.closest("form");
  }

  get button() {
    return this.form && this.form.querySelector("[data-done]");
  }

  on(target, name, heard, options) {
    target.addEventListener(name, heard, options);
    this.heard.push([target, name, heard, options]);
  }

  // A place in the play area, per mille: never a pixel of the page.
  at(event) {
    const box = this.area.getBoundingClientRect();
    const keyboard = event.clientX === undefined || (event.detail === 0 && event.clientX === 0);
    const share = (value, start, size) => Math.round(Math.min(1, Math.max(0, (value - start) / size)) * 1000);
    return keyboard ? [500, 500] : [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
  }

  note(name, ...values) {
    if (this.over || (this.log.length >= LOG_MAX && name === "miss")) return;
    this.log.push([Math.round(performance.now() - this.startedAt), name, ...values]);
    this.field.value = JSON.stringify(this.log);
  }

  // False when it cannot count: the game is over, or no hand is so fast.
  hit(name, ...values) {
    const now = performance.now();
    if (this.over || now - this.hitAt < APART_MS) return false;
    this.hitAt = now;
    this.note(name, ...values);
    this.hits += 1;
    this.told.textContent = this.told.dataset.tally.replace("{hits}", this.hits).replace("{count}", this.count);
    if (this.hits >= this.count) this.end();
    return true;
  }

  say(key) {
    if (this.said) this.said.textContent = key ? this.said.dataset[key] : "";
  }

  // The last success is seen before the answer leaves.
  end() {
    this.over = true;
    this.toggleAttribute("data-over", true);
    const rounds = this.closest("game-rounds");
    this.timer = setTimeout(() => { if (rounds) rounds.next(); else if (this.button) this.button.click(); }, LAST_SEEN_MS);
  }

  // A finger kept on something: timed here, since a phone may send no `contextmenu`.
  // `done(held, event)` when it is lifted, `reached()` once it has been long enough.
  hold(target, ms, reached, done) {
    let from = null, timer = 0;
    const stop = () => { clearTimeout(timer); from = null; };
    this.on(target, "pointerdown", (event) => {
      if (!event.isPrimary) return stop();
      if (event.pointerType === "mouse" && event.button !== 0) return undefined;
      from = { x: event.clientX, y: event.clientY, at: performance.now() };
      clearTimeout(timer);
      timer = setTimeout(() => reached(event), ms);
      return undefined;
    });
    this.on(target, "pointermove", (event) => {
      if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > PRESS_SLIP_PX) stop();
    });
    this.on(target, "pointerup", (event) => {
      if (from) done(Math.round(performance.now() - from.at), event);
      stop();
    });
    this.on(target, "pointercancel", stop);
  }
}

export const isTouch = (event) => event.pointerType === "touch" || event.pointerType === "pen";
