// <drag-game>: carry an item to a box, or choose the item and then the box: both count alike.
import { Game } from "../game.js";

const MOVED_PX = 8;

customElements.define("drag-game", class extends Game {
  begin() {
    this.chosen = null;
    this.drag = null;
    this.on(this.area, "pointerdown", (event) => this.take(event));
    this.on(this.area, "pointermove", (event) => this.carry(event));
    this.on(this.area, "pointerup", (event) => this.release(event));
    this.on(this.area, "pointercancel", () => this.drop(null));
    this.on(this.area, "click", (event) => this.click(event));
  }

  take(event) {
    const item = event.target.closest("[data-item]");
    if (!item || event.button !== 0 || !event.isPrimary) return;
    this.drag = { item, x: event.clientX, y: event.clientY, moved: false };
    item.setPointerCapture(event.pointerId);
  }

  carry(event) {
    if (!this.drag) return;
    const { item, x, y } = this.drag, dx = event.clientX - x, dy = event.clientY - y;
    if (!this.drag.moved && Math.hypot(dx, dy) < MOVED_PX) return;
    this.drag.moved = true;
    item.toggleAttribute("data-carried", true);
    item.style.transform = `translate(${dx}px, ${dy}px)`;
    const under = this.under(event);
    for (const box of this.querySelectorAll("[data-box]")) box.toggleAttribute("data-under", box === under);
  }

  // The item lies under the pointer itself: the boxes are found by their own place.
  under(event) {
    return Array.from(this.querySelectorAll("[data-box]")).find((box) => {
      const { left, right, top, bottom } = box.getBoundingClientRect();
      return event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    });
  }

  release(event) {
    if (!this.drag) return;
    const { item, moved } = this.drag;
    this.swallow = moved;
    const box = moved && this.under(event);
    this.drop(item);
    if (box) this.place(item, box);
  }

  drop() {
    if (!this.drag) return;
    this.drag.item.style.transform = "";
    this.drag.item.removeAttribute("data-carried");
    for (const box of this.querySelectorAll("[data-under]")) box.removeAttribute("data-under");
    this.drag = null;
  }

  // The click that follows the end of a drag is no choice.
  click(event) {
    if (this.swallow) { this.swallow = false; return; }
    const item = event.target.closest("[data-item]"), box = event.target.closest("[data-box]");
    if (item) this.choose(item === this.chosen ? null : item);
    else if (box && this.chosen) this.place(this.chosen, box);
    else if (box) this.say("first");
  }

  choose(item) {
    if (this.chosen) this.chosen.setAttribute("aria-pressed", "false");
    this.chosen = item;
    if (item) item.setAttribute("aria-pressed", "true");
    this.tell("chosen", item);
  }

  tell(key, item) {
    this.said.textContent = item ? this.said.dataset[key].replace("{item}", item.textContent) : "";
  }

  place(item, box) {
    if (!this.hit("drop", Number(item.dataset.item), Number(box.dataset.box))) return;
    const kept = document.createElement("li"), following = item.nextElementSibling || item.previousElementSibling;
    kept.textContent = item.textContent;
    box.querySelector("[data-kept-items]").append(kept);
    this.choose(null);
    this.tell("dropped", item);
    const focused = document.activeElement === item || box.contains(document.activeElement);
    item.remove();
    if (focused && following) following.focus();
  }
});
