// <undo-bar>: what was just done can be taken back for ten seconds; longer while it holds the pointer or focus.
const STAYS_MS = 10000;

customElements.define("undo-bar", class extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => {
      if (!this.matches(":hover, :focus-within")) this.remove();
    }, STAYS_MS);
  }

  disconnectedCallback() { clearInterval(this.timer); }
});
