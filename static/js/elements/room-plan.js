// <room-plan>: a tile is dragged to its place, with a mouse, a pen or a finger held still for a moment.
const HOLD_MS = 350;
const SLACK_PX = 6;

customElements.define("room-plan", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("dragstart", (event) => event.preventDefault());
  }

  press(event) {
    const tile = event.target.closest(".tile");
    if (!tile || event.button) return;
    const from = { x: event.clientX, y: event.clientY, id: event.pointerId };
    const go = () => this.lift(tile, from);
    const timer = event.pointerType === "touch" ? setTimeout(go, HOLD_MS) : 0;
    const stop = new AbortController();
    const end = () => { clearTimeout(timer); stop.abort(); };
    addEventListener("pointermove", (moved) => {
      if (Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < SLACK_PX) return;
      end();
      if (event.pointerType !== "touch") go();
    }, { signal: stop.signal });
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end, { signal: stop.signal });
  }

  lift(tile, from) {
    const stop = new AbortController();
    const still = { signal: stop.signal, passive: false };
    tile.dataset.lifted = "";
    const done = () => { stop.abort(); tile.style.translate = ""; delete tile.dataset.lifted; this.mark(null); };
    addEventListener("touchmove", (event) => event.preventDefault(), still);
    addEventListener("pointermove", (event) => {
      tile.style.translate = `${event.clientX - from.x}px ${event.clientY - from.y}px`;
      this.mark(this.cell(event, tile));
    }, still);
    addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
    addEventListener("pointercancel", done, still);
    addEventListener("pointerup", (event) => {
      const cell = this.cell(event, tile);
      done();
      if (cell) this.place(tile, cell);
    }, still);
  }

  cell(event, tile) {
    const under = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches(".plan-cell"));
    return under && !under.querySelector(".tile") ? under : null;
  }

  mark(cell) {
    for (const one of this.querySelectorAll("[data-over]")) delete one.dataset.over;
    if (cell) cell.dataset.over = "";
  }

  place(tile, cell) {
    const url = new URL(tile.querySelector("a").href).pathname;
    window.htmx.ajax("POST", `${url}/place`, { target: "#undo", swap: "outerHTML", values: { x: cell.dataset.x, y: cell.dataset.y } });
  }
});
