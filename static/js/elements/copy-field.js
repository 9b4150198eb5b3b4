// <copy-field>: a button that copies the text beside it. Over plain http there is no clipboard: the
// text is selected instead.
customElements.define("copy-field", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const text = this.querySelector("[data-text]");
    let said = this.dataset.copied;
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      getSelection().selectAllChildren(text);
      said = this.dataset.selected;
    }
    this.querySelector("[role=status]").textContent = said;
  }
});
