// <replay-keys>: the left and right arrows go from one action to the other.
customElements.define("replay-keys", class extends HTMLElement {
  connectedCallback() {
    this.press = (event) => {
      const wanted = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
      if (!wanted || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [role=region]")) return;
      const link = this.querySelector(`a[rel="${wanted}"]`);
      if (link) link.click();
    };
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }
});
