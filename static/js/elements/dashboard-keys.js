// <dashboard-keys>: finds a person by name, and one key for what is done most. Keys can be switched off.
const STORED = "classroom:keys";
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function off() {
  try { return localStorage.getItem(STORED) === "off"; } catch { return false; }
}

customElements.define("dashboard-keys", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.field = this.querySelector("[data-filter]");
    this.panel = this.querySelector("details");
    this.toggle = this.querySelector("[data-keys]");
    this.field.addEventListener("input", () => this.filter());
    this.toggle.addEventListener("click", () => this.keep(!off()));
    this.heard = (event) => this.key(event);
    this.swapped = () => this.filter();
    document.addEventListener("keydown", this.heard);
    document.addEventListener("htmx:after:swap", this.swapped);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.heard);
    document.removeEventListener("htmx:after:swap", this.swapped);
  }

  keep(value) {
    try { localStorage.setItem(STORED, value ? "off" : "on"); } catch { /* private mode: they stay on */ }
    this.show();
  }

  show() {
    this.toggle.setAttribute("aria-pressed", String(!off()));
  }

  // A person whose name or place does not hold the words is not shown, nor her line of the matrix.
  filter() {
    const wanted = plain(this.field.value.trim());
    let left = 0;
    for (const line of document.querySelectorAll(".tile, .matrix tbody tr")) {
      const head = line.querySelector(".tile-name, th");
      line.hidden = !plain(head.textContent).includes(wanted);
      left += line.hidden ? 0 : 1;
    }
    this.querySelector("[data-none]").hidden = left > 0 || !wanted;
  }

  key(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") return this.escape(typing);
    if (typing || event.ctrlKey || event.altKey || event.metaKey || off()) return undefined;
    const act = { "?": () => this.help(), "/": () => this.field.focus(), n: () => this.next(), p: () => this.pause() }[event.key];
    if (act) { event.preventDefault(); act(); }
    return undefined;
  }

  escape(typing) {
    if (typing === this.field) { this.field.value = ""; this.filter(); this.field.blur(); }
    for (const open of document.querySelectorAll(".panel[open], .keys[open]")) open.open = false;
  }

  help() {
    this.panel.open = !this.panel.open;
    if (this.panel.open) this.panel.querySelector("summary").focus();
  }

  next() {
    const line = document.querySelector("#attention .need:not([data-gone]) :is(a, button)");
    if (line) line.focus();
  }

  pause() {
    const button = document.querySelector("#strip form[action$='/pause'] button, #strip form[action$='/resume'] button");
    if (button) button.click();
  }
});
