// <plan-order>: steps, and the exercises in them, moved without asking the server: by the buttons,
// which work without this too, or dragged by the grip. The order of the fields is what is posted.
const EDGE_PX = 60, SCROLL_PX = 12;
const lines = (list) => [...list.children].filter((line) => line.matches("[data-line]"));

customElements.define("plan-order", class extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[data-status]");
    for (const grip of this.querySelectorAll("[data-grip]")) grip.hidden = false;
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.carry(event));
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, () => this.drop());
  }

  click(event) {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-line]"), siblings = lines(line.parentElement);
    const other = siblings[siblings.indexOf(line) + Number(button.dataset.step)];
    if (!other) return;
    this.move(line, other);
    button.focus();
    line.scrollIntoView({ block: "nearest" });
    this.tell(line);
  }

  move(line, other) {
    const after = line.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (after) other.after(line);
    else other.before(line);
    const siblings = lines(line.parentElement);
    siblings.forEach((one, place) => {
      for (const button of one.querySelectorAll("[data-step]")) {
        if (button.closest("[data-line]") !== one) continue;
        const end = button.dataset.step === "-1" ? place === 0 : place === siblings.length - 1;
        button.setAttribute("aria-disabled", String(end));
      }
    });
  }

  tell(line) {
    const siblings = lines(line.parentElement);
    for (const moved of this.querySelectorAll("[data-moved]")) moved.removeAttribute("data-moved");
    line.toggleAttribute("data-moved", true);
    const place = siblings.indexOf(line) + 1;
    this.status.textContent = this.dataset.moved.replace("{place}", place).replace("{total}", siblings.length);
  }

  take(event) {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    this.line = grip.closest("[data-line]");
    this.line.toggleAttribute("data-carried", true);
    this.setPointerCapture(event.pointerId);
  }

  // A line gives way once the pointer is past its middle.
  carry(event) {
    if (!this.line) return;
    const y = event.clientY, siblings = lines(this.line.parentElement), at = siblings.indexOf(this.line);
    const middle = (one) => { const { top, height } = one.getBoundingClientRect(); return top + height / 2; };
    const before = siblings.slice(0, at).find((one) => y < middle(one));
    const after = siblings.slice(at + 1).findLast((one) => y > middle(one));
    if (before || after) this.move(this.line, before || after);
    if (y < EDGE_PX) scrollBy(0, -SCROLL_PX);
    else if (y > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
  }

  drop() {
    if (!this.line) return;
    this.line.removeAttribute("data-carried");
    this.tell(this.line);
    this.line = null;
  }
});
