// <press-game>: a finger kept on each picture, half a second or more.
import { Game } from "../game.js";

const PRESS_MS = 500;

customElements.define("press-game", class extends Game {
  begin() {
    this.on(this.area, "contextmenu", (event) => event.preventDefault());
    for (const card of this.querySelectorAll("[data-picture]")) {
      const photo = card.querySelector("[data-photo]"), rank = Number(card.dataset.picture);
      this.hold(photo, PRESS_MS, () => { photo.toggleAttribute("data-held", true); this.say("enough"); }, (held, event) => {
        if (held >= PRESS_MS) this.open(card, "press", rank, held, ...this.at(event));
        else { this.note("short", rank, held, ...this.at(event)); this.say("short"); }
      });
      this.on(card.querySelector("[data-open]"), "click", () => this.open(card, "button", rank));
    }
  }

  open(card, ...event) {
    if (card.hasAttribute("data-open") || !this.hit(...event)) return;
    this.say("");
    card.toggleAttribute("data-open", true);
    card.querySelector("[data-opened]").hidden = false;
  }
});
