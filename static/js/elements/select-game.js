// <select-game>: marked words to select, by the mouse or with Maj and the arrows.
// The text can be edited as far as the caret is concerned, and every change is refused.
import { Game } from "../game.js";

customElements.define("select-game", class extends Game {
  begin() {
    this.area.contentEditable = "true";
    this.area.spellcheck = false;
    this.words = Array.from(this.querySelectorAll("[data-word]"));
    for (const name of ["beforeinput", "paste", "drop", "dragstart"]) this.on(this.area, name, (event) => event.preventDefault());
    this.on(document, "selectionchange", () => this.look());
  }

  offset(node, offset) {
    const range = document.createRange();
    range.setStart(this.area, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  // Some systems take the space after a word along: ends are trimmed before they are compared.
  look() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0), text = range.toString(), word = text.trim();
    if (!word || !this.area.contains(range.startContainer) || !this.area.contains(range.endContainer)) return;
    const start = this.offset(range.startContainer, range.startOffset) + text.length - text.trimStart().length;
    const found = this.words.find((one) => !one.hasAttribute("data-found") && one.textContent === word && this.offset(one, 0) === start);
    if (!found) return;
    // Too soon after the last word: the selection may stay as it is, so it is looked at again.
    if (!this.hit("range", start, start + word.length)) { this.timer = this.over ? this.timer : setTimeout(() => this.look(), 100); return; }
    found.toggleAttribute("data-found", true);
    this.said.textContent = this.said.dataset.doneWord.replace("{word}", word);
  }
});
