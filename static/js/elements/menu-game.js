// <menu-game>: the menu of the right button, with its equivalents: Maj F10, a long press, « Menu ».
import { Game } from "../game.js";

const PRESS_MS = 500;

customElements.define("menu-game", class extends Game {
  begin() {
    this.photo = this.querySelector("[data-photo]");
    this.menu = this.querySelector("[data-menu]");
    this.opener = this.querySelector("[data-open]");
    this.lines = Array.from(this.menu.querySelectorAll("[data-line]"));
    this.on(this.photo, "contextmenu", (event) => { event.preventDefault(); this.open(event); });
    this.on(this.photo, "keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.open({}); } });
    this.on(this.photo, "click", () => this.left());
    this.hold(this.photo, PRESS_MS, (event) => { if (event.pointerType !== "mouse") { this.held = true; this.open(event); } }, () => {});
    this.on(this.opener, "click", () => (this.menu.hidden ? this.open({}) : this.close(this.opener)));
    this.on(this.menu, "contextmenu", (event) => event.preventDefault());
    this.on(this.menu, "click", (event) => this.choose(event.target.closest("[data-line]")));
    this.on(this.menu, "keydown", (event) => this.move(event));
    this.on(this, "focusout", (event) => { if (!this.menu.hidden && !this.contains(event.relatedTarget) && event.relatedTarget) this.close(); });
  }

  // The click that ends a long press is not a left click.
  left() {
    if (this.held) { this.held = false; return; }
    if (this.menu.hidden) this.say("left");
    else this.close();
  }

  open(event) {
    this.say("");
    if (this.menu.hidden) this.note("menu");
    this.menu.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    const box = this.area.getBoundingClientRect(), pointed = event.clientX > 0 && event.clientY > 0;
    const x = pointed ? event.clientX - box.left : box.width / 2, y = pointed ? event.clientY - box.top : 24;
    this.menu.style.left = `${Math.max(4, Math.min(x, box.width - this.menu.offsetWidth - 4))}px`;
    this.menu.style.top = `${Math.max(4, Math.min(y, box.height - this.menu.offsetHeight - 4))}px`;
    this.lines[0].focus();
  }

  close(focus) {
    this.menu.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    if (focus) focus.focus();
  }

  // The line that was wanted is known by the server alone.
  choose(line) {
    if (!line || this.over) return;
    this.note("choose", Number(line.dataset.line));
    this.close(this.photo);
    this.end();
  }

  move(event) {
    const here = this.lines.indexOf(document.activeElement);
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
    if (event.key === "Escape") return this.close(this.photo);
    if (!(event.key in steps)) return undefined;
    event.preventDefault();
    return this.lines[(steps[event.key] + this.lines.length) % this.lines.length].focus();
  }
});
