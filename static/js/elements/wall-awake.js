// <wall-awake>: the projector stays on, where the browser allows it (an https or local address).
customElements.define("wall-awake", class extends HTMLElement {
  connectedCallback() {
    if (!navigator.wakeLock) return;
    this.again = () => { if (document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {}); };
    document.addEventListener("visibilitychange", this.again);
    this.again();
  }

  disconnectedCallback() {
    if (this.again) document.removeEventListener("visibilitychange", this.again);
  }
});
