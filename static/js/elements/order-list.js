// <order-list>: « Monter » and « Descendre » instead of the list of places on each line.
// The native lists stay in the form and hold the answer; this only changes them and the order shown.
// Only what changes is written: writing the same again would call the observer without end.
const hide = (part, hidden) => { if (part.hidden !== hidden) part.hidden = hidden; };

customElements.define("order-list", class extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[data-status]");
    this.onClick = (event) => {
      const button = event.target.closest("[data-step]");
      if (button) this.move(button, Number(button.dataset.step));
    };
    this.addEventListener("click", this.onClick);
    // A redraw by the server brings the lists back: they are put away again.
    this.watch = new MutationObserver(() => this.settle());
    this.watch.observe(this, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"] });
    this.settle();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.onClick);
    this.watch.disconnect();
  }

  get lines() {
    return [...this.querySelectorAll("ol > li")];
  }

  // Shows the buttons, hides the lists, writes each place into its list.
  settle() {
    const lines = this.lines;
    lines.forEach((line, place) => {
      const select = line.querySelector("select");
      if (select.value !== String(place)) select.value = String(place);
      // A class may give a control its own display: the plain spans around them are what hides.
      // Only what differs is set: setting it again would be a change too, watched without end.
      const places = line.querySelector("[data-places]"), steps = line.querySelector("[data-steps]");
      if (!places.hidden) places.hidden = true;
      if (steps.hidden) steps.hidden = false;
      for (const button of line.querySelectorAll("[data-step]")) {
        const end = button.dataset.step === "-1" ? place === 0 : place === lines.length - 1;
        button.setAttribute("aria-disabled", String(end));
      }
    });
  }

  move(button, step) {
    const lines = this.lines;
    const line = button.closest("li");
    const place = lines.indexOf(line) + step;
    if (place < 0 || place >= lines.length) return;
    if (step < 0) lines[place].before(line);
    else lines[place].after(line);
    for (const other of lines) other.toggleAttribute("data-moved", other === line);
    this.settle();
    line.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
    button.focus();
    this.status.textContent = this.dataset.moved.replace("{place}", place + 1).replace("{total}", lines.length);
  }
});
