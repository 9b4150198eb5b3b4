// <pinch-game>: a picture enlarged to twice its size by two fingers, by buttons or by keys.
import { Game } from "../game.js";

const WANTED = 2, STEP = 0.25, MIN = 1, MAX = 3;

customElements.define("pinch-game", class extends Game {
  begin() {
    this.photo = this.querySelector("[data-photo]");
    this.fingers = new Map();
    this.scale = 1;
    this.on(this.area, "pointerdown", (event) => this.put(event));
    this.on(this.area, "pointermove", (event) => this.spread(event));
    for (const name of ["pointerup", "pointercancel"]) this.on(this.area, name, (event) => this.lift(event));
    this.on(this.area, "keydown", (event) => { if ("+-".includes(event.key)) { event.preventDefault(); this.step(event.key === "+" ? 1 : -1); } });
    for (const button of this.querySelectorAll("[data-zoom]")) this.on(button, "click", () => this.step(Number(button.dataset.zoom)));
    this.draw();
  }

  get distance() {
    const [one, other] = Array.from(this.fingers.values());
    return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  }

  put(event) {
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.area.setPointerCapture(event.pointerId);
    this.start = { distance: this.distance, scale: this.scale };
  }

  spread(event) {
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size !== 2 || !this.start.distance) return;
    this.scale = Math.min(MAX, Math.max(MIN, (this.start.scale * this.distance) / this.start.distance));
    this.draw();
  }

  // It counts when the fingers leave: a size that was only passed through is no choice.
  lift(event) {
    const two = this.fingers.size === 2;
    this.fingers.delete(event.pointerId);
    if (two) this.settle(2);
  }

  step(way) {
    this.scale = Math.min(MAX, Math.max(MIN, this.scale + way * STEP));
    this.draw();
    this.settle(0);
  }

  settle(pointers) {
    if (this.scale < WANTED) {
      const size = this.scale.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
      this.said.textContent = this.said.dataset.size.replace("{size}", size);
    } else if (this.hit("scale", this.hits, Math.round(this.scale * 100), pointers)) {
      this.say("");
      if (!this.over) this.scale = 1;
      this.draw();
    }
  }

  draw() {
    this.photo.style.transform = `scale(${this.scale})`;
  }
});
