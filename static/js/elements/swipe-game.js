// <swipe-game>: pictures pushed aside the way that is asked; the buttons and the arrow keys push too.
import { Game } from "../game.js";

const LENGTH_MIN_PX = 40, KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

customElements.define("swipe-game", class extends Game {
  begin() {
    this.wanted = this.dataset.directions.split(" ");
    this.photo = this.querySelector("[data-photo]");
    this.from = null;
    this.on(this.area, "pointerdown", (event) => this.take(event));
    this.on(this.area, "pointermove", (event) => this.follow(event));
    this.on(this.area, "pointerup", (event) => this.release(event));
    this.on(this.area, "pointercancel", () => this.back());
    this.on(this.area, "keydown", (event) => { if (event.key in KEYS) { event.preventDefault(); this.push("push", KEYS[event.key], 0); } });
    for (const button of this.querySelectorAll("[data-push]")) this.on(button, "click", () => this.push("push", button.dataset.push, 0));
    this.say(this.wanted[0]);
  }

  take(event) {
    if (!event.isPrimary) return;
    this.from = { x: event.clientX, y: event.clientY };
    this.area.setPointerCapture(event.pointerId);
  }

  follow(event) {
    if (this.from) this.photo.style.transform = `translate(${event.clientX - this.from.x}px, ${event.clientY - this.from.y}px)`;
  }

  release(event) {
    if (!this.from) return;
    const dx = event.clientX - this.from.x, dy = event.clientY - this.from.y, flat = Math.abs(dx) > Math.abs(dy);
    this.back();
    const length = Math.round(Math.max(Math.abs(dx), Math.abs(dy)));
    if (length >= LENGTH_MIN_PX) this.push("swipe", flat ? (dx < 0 ? "left" : "right") : dy < 0 ? "up" : "down", length);
  }

  back() {
    this.from = null;
    this.photo.style.transform = "";
  }

  push(name, direction, length) {
    const rank = this.hits;
    if (this.over) return;
    if (direction === this.wanted[rank]) this.hit(name, rank, direction, length);
    this.say(this.over ? "" : this.wanted[this.hits]);
  }
});
