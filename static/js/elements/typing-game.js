// <typing-game>: help at the keyboard for plain fields: the keys to press, what is right so far.
// What is judged is the value after `input`: a phone does not say which key was pressed.
import { CORRECTS, Keyboard } from "../keyboard.js";

const plain = (text) => text.normalize("NFC").replace(/[‘’]/g, "'").trim();

customElements.define("typing-game", class extends HTMLElement {
  connectedCallback() {
    this.heard = [];
    this.oneByOne = this.dataset.game === "keys";
    this.current = null;
    this.keyboard = new Keyboard(this);
    this.on(this, "focusin", (event) => this.enter(event.target));
    this.on(this, "input", (event) => { if (!event.isComposing) this.read(event.target); });
    this.on(this, "compositionend", (event) => this.read(event.target));
    this.on(this, "keydown", (event) => this.press(event));
    this.on(document, "draft:restored", () => this.settle());
    // A redraw by the server puts its own marks back.
    this.on(document, "htmx:after:swap", () => { this.keyboard = new Keyboard(this); this.settle(); });
    this.settle();
  }

  disconnectedCallback() {
    for (const [target, name, heard] of this.heard) target.removeEventListener(name, heard);
  }

  on(target, name, heard) {
    target.addEventListener(name, heard);
    this.heard.push([target, name, heard]);
  }

  get fields() { return Array.from(this.querySelectorAll("input[type=text]")); }

  isRight(field) {
    return field.dataset.word !== undefined && plain(field.value) === plain(field.dataset.word);
  }

  settle() {
    const fields = this.fields;
    for (const field of fields) this.mark(field);
    this.current = fields.includes(this.current) ? this.current : fields.find((field) => !this.isRight(field)) || fields[fields.length - 1];
    this.show();
  }

  // Letters come one at a time; words stay together, as in a text.
  show() {
    if (this.oneByOne) for (const field of this.fields) field.closest("[data-line]").hidden = field !== this.current;
    this.light();
  }

  enter(field) {
    if (!this.fields.includes(field)) return;
    this.current = field;
    this.light();
  }

  read(field) {
    if (!this.fields.includes(field)) return;
    this.mark(field);
    this.say(field);
    if (this.oneByOne && this.isRight(field)) return this.next(field);
    if (this.oneByOne && field.value) field.select();
    return this.light();
  }

  mark(field) {
    const line = field.closest("[data-line]"), right = this.isRight(field), verdict = line.querySelector("[data-verdict]"), told = line.querySelector("[data-right]");
    if (right) line.dataset.state = "right";
    else if (!verdict || line.dataset.state === "right") delete line.dataset.state;
    if (told) told.hidden = !right;
    if (verdict) verdict.hidden = right;
  }

  say(field) {
    const place = this.querySelector("[data-say]"), typed = plain(field.value);
    const wrong = this.oneByOne && typed && !this.isRight(field);
    place.textContent = wrong ? place.dataset.other.replace("{typed}", typed).replace("{wanted}", field.dataset.word) : "";
  }

  next(field) {
    const fields = this.fields, after = fields.slice(fields.indexOf(field) + 1);
    const following = after.find((other) => !this.isRight(other)) || fields.find((other) => !this.isRight(other));
    if (!following) return this.closest("game-rounds") ? this.closest("game-rounds").next() : this.done().click();
    this.current = following;
    this.show();
    return following.focus();
  }

  done() {
    return this.closest("form").querySelector("[data-done]");
  }

  // Enter goes to the next field: a word that is finished is not an answer that is sent.
  press(event) {
    const caps = event.getModifierState && event.getModifierState("CapsLock");
    this.querySelector("[data-caps]").hidden = !caps;
    if (event.key === "Dead") this.light(1);
    if (event.key !== "Enter" || event.isComposing || !this.fields.includes(event.target)) return;
    event.preventDefault();
    const fields = this.fields;
    if (!this.oneByOne) (fields[fields.indexOf(event.target) + 1] || this.done()).focus();
  }

  // The keys of the next character; Effacer when something else was typed.
  light(step = 0) {
    if (!this.current) return;
    const { value, dataset } = this.current, word = dataset.word || "", typed = value.normalize("NFC").replace(/[‘’]/g, "'");
    this.keyboard.light(word.startsWith(typed) ? word[typed.length] : this.oneByOne ? word : CORRECTS, step);
  }
});
