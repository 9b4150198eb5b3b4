// Loads `elements/<name>.js` for each custom element that is on the page and not defined yet.
const asked = new Set();

export function defineElements(root = document) {
  for (const element of root.querySelectorAll(":not(:defined)")) {
    const name = element.localName;
    if (!name.includes("-") || asked.has(name)) continue;
    asked.add(name);
    import(`./elements/${name}.js`).catch((error) => console.warn(`No element ${name}`, error));
  }
}

document.addEventListener("htmx:after:swap", () => defineElements());
