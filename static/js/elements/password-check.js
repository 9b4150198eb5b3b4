// <password-check>: says whether what is typed follows the rules. The text itself has no name and no
// form, so nothing of it is sent: the ticks alone are, and without this script people tick them.
const SORTS = { u: /\p{Lu}/u, l: /\p{Ll}/u, d: /\d/, s: /[^\p{L}\d\s]/u };

customElements.define("password-check", class extends HTMLElement {
  connectedCallback() {
    [this.one, this.two] = this.querySelectorAll("[data-secret]");
    this.show = this.querySelector("[data-show]");
    this.show.hidden = false;
    this.querySelector("[data-ticks]").hidden = true;
    this.judge = () => this.tell();
    this.reveal = () => this.turn();
    this.addEventListener("input", this.judge);
    this.show.addEventListener("click", this.reveal);
    // Someone may have begun before this script came.
    this.judge();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.judge);
    this.show.removeEventListener("click", this.reveal);
  }

  turn() {
    const shown = this.one.type === "password";
    for (const field of [this.one, this.two]) field.type = shown ? "text" : "password";
    this.show.setAttribute("aria-pressed", String(shown));
    if (shown) this.tick("shown", true);
  }

  rule(text) {
    const { length, orLength, orWords, sorts } = this.dataset, signs = Array.from(text).length;
    const has = (wanted) => Array.from(wanted).every((sort) => SORTS[sort].test(text));
    if (signs >= Number(length) && has(sorts)) return "sorts";
    if (signs >= Number(orLength) && has(sorts.replace("s", ""))) return "long";
    return text.trim().split(/[\s.,;:!?_-]+/).filter((word) => word.length > 1).length >= Number(orWords) ? "words" : "";
  }

  tell() {
    const text = this.one.value, again = this.two.value;
    const known = this.dataset.forbidden.toLowerCase().split(" ").some((word) => word && text.toLowerCase().includes(word));
    const rule = this.rule(text), good = Boolean(rule) && !known;
    for (const line of this.querySelectorAll("[data-rule]")) line.dataset.state = good && line.dataset.rule === rule ? "right" : "";
    this.tick("rules", good);
    this.tick("confirmed", good && text === again);
    const told = this.querySelector("[data-told]");
    const state = known ? "known" : !good ? "short" : !again ? "twice" : text === again ? "good" : "other";
    if (told.textContent !== told.dataset[state]) told.textContent = text ? told.dataset[state] : "";
  }

  tick(name, on) {
    this.querySelector(`[name="${name}"]`).checked = on;
  }
});
