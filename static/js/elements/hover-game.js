// <hover-game>: the arrow uncovers a picture, tile after tile; the arrow keys and the finger too.
import { Game } from "../game.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

customElements.define("hover-game", class extends Game {
  begin() {
    this.grid = Number(this.dataset.grid);
    this.tiles = Array.from(this.querySelectorAll("[data-tile]"));
    this.cursor = 0;
    this.on(this.area, "pointermove", (event) => { if (event.pointerType === "mouse") this.pass(event.target, event); });
    this.on(this.area, "click", (event) => this.pass(event.target, event));
    this.on(this.area, "pointerdown", () => { this.pointed = true; });
    this.on(this.area, "focus", () => { this.show(); if (!this.pointed) this.pass(this.tiles[this.cursor], {}); });
    this.on(this.area, "blur", () => { this.pointed = false; this.show(); });
    this.on(this.area, "keydown", (event) => this.step(event));
  }

  pass(tile, event) {
    if (tile.dataset.tile === undefined || tile.hasAttribute("data-seen")) return;
    if (this.hit("tile", Number(tile.dataset.tile), ...this.at(event))) tile.toggleAttribute("data-seen", true);
  }

  step(event) {
    const step = STEPS[event.key];
    if (!step && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const [x, y] = step || [0, 0], last = this.grid - 1;
    const column = Math.min(last, Math.max(0, (this.cursor % this.grid) + x));
    const row = Math.min(last, Math.max(0, Math.floor(this.cursor / this.grid) + y));
    this.cursor = row * this.grid + column;
    this.show();
    this.pass(this.tiles[this.cursor], {});
  }

  // Where the keyboard stands, only while it is there.
  show() {
    const here = document.activeElement === this.area;
    this.tiles.forEach((tile, rank) => tile.toggleAttribute("data-here", here && rank === this.cursor));
  }
});
