// The drawing of a keyboard on the page: which one it is, and which of its keys are lit.
// The drawing is a file that scripts cannot reach: keys are lit behind it.
const isTouch = /Android|iPhone|iPad|Mobile/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
const MACHINE = isTouch ? "phone" : /Mac/.test(navigator.platform) ? "mac" : "windows";
// The sign under which the page tells where « Effacer » lies.
export const CORRECTS = "⌫";

function lamp(place) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "rect"), [x, y, width] = place.split(",");
  for (const [name, value] of Object.entries({ x, y, width, height: 36, rx: 5, "data-lit": place })) made.setAttribute(name, value);
  return made;
}

export class Keyboard {
  // Of the helps on the page only that of this device is shown.
  constructor(root) {
    for (const help of root.querySelectorAll("[data-layout]")) help.hidden = !help.dataset.layout.endsWith(MACHINE);
    this.drawing = root.querySelector("[data-layout]:not([hidden]) svg");
    const lines = this.drawing ? this.drawing.dataset.keys.split("\n") : [];
    this.keys = new Map(lines.map((line) => [line[0], line.slice(1)]));
  }

  // The keys of a sign; `step` is 1 once the first of two was pressed (^ then e).
  light(sign, step = 0) {
    if (!this.drawing) return;
    const places = ((this.keys.get(sign) || "").split(" ")[step] || "").split("+").filter(Boolean);
    this.drawing.querySelector("[data-lights]").replaceChildren(...places.map(lamp));
  }
}
