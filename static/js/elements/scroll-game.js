// <scroll-game>: down to the last word by the wheel, the keys or the finger; then choose it.
import { Game } from "../game.js";

const NEAR_END_PX = 12, NOTE_EVERY_MS = 400;

customElements.define("scroll-game", class extends Game {
  begin() {
    this.notedAt = 0;
    this.reached = false;
    this.on(this.area, "scroll", () => this.follow(), { passive: true });
    this.on(this.querySelector("[data-goal]"), "click", () => { this.follow(); if (this.reached) this.hit("goal"); });
  }

  follow() {
    const { scrollTop, clientHeight, scrollHeight } = this.area, now = performance.now();
    if (this.reached) return;
    if (scrollTop + clientHeight >= scrollHeight - NEAR_END_PX) {
      this.reached = true;
      this.note("end");
    } else if (now - this.notedAt > NOTE_EVERY_MS && this.log.length < 300) {
      this.notedAt = now;
      this.note("line", Math.round((100 * scrollTop) / scrollHeight));
    }
  }
});
