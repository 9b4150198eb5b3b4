// <double-click-game>: two clicks on a box, timed here: the delay of `dblclick` is the system's.
import { Game, isTouch } from "../game.js";

const DELAY_MS = 500, LONG_DELAY_MS = 900, SLIP_PX = 8;

customElements.define("double-click-game", class extends Game {
  begin() {
    this.delay = DELAY_MS;
    this.first = null;
    this.touched = false;
    this.on(this.area, "pointerdown", (event) => { this.touched = isTouch(event); });
    this.on(this.area, "click", (event) => this.click(event));
    this.on(this.querySelector("[data-slower]"), "click", (event) => this.slower(event.currentTarget));
  }

  slower(button) {
    if (this.delay === LONG_DELAY_MS) return;
    this.delay = LONG_DELAY_MS;
    this.first = null;
    this.note("slower");
    button.setAttribute("aria-pressed", "true");
    this.say("longer");
  }

  click(event) {
    const box = event.target.closest("[data-box]");
    if (!box || box.hasAttribute("data-open")) return;
    if (event.detail === 0 || this.touched) return this.open(box, 0, 0);
    const before = this.first, now = { box, at: performance.now(), x: event.clientX, y: event.clientY };
    this.first = now;
    if (!before || before.box !== box) return this.say("");
    const gap = Math.round(now.at - before.at), slip = Math.round(Math.hypot(now.x - before.x, now.y - before.y));
    if (gap <= this.delay && slip <= SLIP_PX) return this.open(box, gap, slip);
    this.note("miss", Number(box.dataset.box), gap, slip);
    return this.say(gap > this.delay ? "slow" : "slip");
  }

  open(box, gap, slip) {
    if (!this.hit("pair", Number(box.dataset.box), gap, slip)) return;
    this.first = null;
    this.say("");
    box.toggleAttribute("data-open", true);
    box.querySelector("[data-opened]").hidden = false;
  }
});
