// <device-guess>: a tablet that names itself a computer is known by its fingers.
customElements.define("device-guess", class extends HTMLElement {
  connectedCallback() {
    const fingers = navigator.maxTouchPoints > 0 && matchMedia("(hover: none)").matches;
    if (!fingers || /Mobi/.test(navigator.userAgent)) return;
    this.querySelector("input").value = "tablet";
  }
});
