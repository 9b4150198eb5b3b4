// <click-game>: one target at a time, smaller and smaller, at the places drawn by the server.
import { Game } from "../game.js";

// The places lie on a grid of six columns and four rows; further ones begin again.
const COLUMNS = 6, ROWS = 4;

customElements.define("click-game", class extends Game {
  begin() {
    this.target = this.querySelector("[data-target]");
    this.order = this.field.dataset.order.split(" ").map(Number);
    this.sizes = this.dataset.sizes.split(" ").map(Number);
    this.on(this.area, "click", (event) => this.click(event));
    this.on(window, "resize", () => this.put());
    this.put();
  }

  // A click is an act on the way up: sliding off the target takes it back.
  click(event) {
    const place = this.order[this.hits];
    if (!this.target.contains(event.target)) return this.over || this.note("miss", place, ...this.at(event));
    if (this.hit("hit", place, ...this.at(event)) && !this.over) this.put();
    return undefined;
  }

  put() {
    const rank = Math.min(this.hits, this.count - 1), cell = this.order[rank] % (COLUMNS * ROWS);
    const size = this.sizes[Math.floor((rank * this.sizes.length) / this.count)];
    const { clientWidth, clientHeight } = this.area;
    this.target.style.width = this.target.style.height = `${size}px`;
    this.target.style.left = `${((clientWidth - size) * (cell % COLUMNS)) / (COLUMNS - 1)}px`;
    this.target.style.top = `${((clientHeight - size) * Math.floor(cell / COLUMNS)) / (ROWS - 1)}px`;
    this.target.dataset.hue = rank % 3;
    this.target.setAttribute("aria-label", this.target.dataset.name.replace("{number}", rank + 1));
  }
});
