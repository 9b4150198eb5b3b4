// <dashboard-live>: says how fresh the page is, and keeps « À aider » still under hand and eye.
const STALE_MS = 15000, SAY_EVERY_MS = 10000, TOUCH_HOLDS_MS = 2000, CLICK_AGAIN_MS = 1000;

customElements.define("dashboard-live", class extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("[data-freshness]");
    this.freeze = this.querySelector("[data-freeze]");
    this.heardAt = Date.now();
    this.isOpen = false;
    this.touchedAt = this.saidAt = 0;
    this.missed = false;
    this.actedAt = new Map();
    // Where a person is being placed, the page keeps still.
    this.words.hidden = !document.getElementById("stream");
    this.freeze.hidden = false;
    this.freeze.addEventListener("click", () => {
      this.freeze.setAttribute("aria-pressed", String(this.freeze.getAttribute("aria-pressed") !== "true"));
      this.release();
    });
    this.addEventListener("click", (event) => this.once(event), { capture: true });
    this.addEventListener("pointerdown", () => { this.touchedAt = Date.now(); });
    this.addEventListener("pointerout", () => setTimeout(() => this.release(), 50));
    this.addEventListener("focusout", () => setTimeout(() => this.release(), 50));
    document.addEventListener("beat", () => this.hear());
    document.addEventListener("polled", () => { this.isOpen = true; this.hear(); });
    document.addEventListener("htmx:sse:after:connection", () => { this.isOpen = true; this.hear(); });
    document.addEventListener("htmx:sse:after:message", () => { this.isOpen = true; this.hear(); });
    document.addEventListener("htmx:sse:error", () => { this.isOpen = false; this.show(); });
    document.addEventListener("htmx:sse:close", () => { this.isOpen = false; this.show(); });
    document.addEventListener("htmx:before:swap", (event) => this.settle(event.detail.tasks || []));
    document.addEventListener("htmx:after:swap", () => this.say());
    document.addEventListener("htmx:after:request", (event) => this.fallBack(event.detail.ctx));
    setInterval(() => { this.show(); this.say(); this.release(); }, 1000);
    this.show();
  }

  hear() {
    this.heardAt = Date.now();
    this.show();
  }

  // In words: live, coming back, or how old what is shown is.
  show() {
    const stale = Date.now() - this.heardAt > STALE_MS;
    const at = new Date(this.heardAt).toLocaleTimeString(document.documentElement.lang);
    const words = stale ? this.dataset.old.replace("{time}", at) : this.isOpen ? this.dataset.live : this.dataset.again;
    if (this.words.textContent !== words) this.words.textContent = words;
    this.words.dataset.state = stale || !this.isOpen ? "watch" : "done";
  }

  // One sentence for screen readers, a change at most every ten seconds.
  say() {
    const summary = this.querySelector("#attention").dataset.summary;
    const place = this.querySelector("[data-said]");
    if (place.textContent === summary || Date.now() - this.saidAt < SAY_EVERY_MS) return;
    this.saidAt = Date.now();
    place.textContent = summary;
  }

  // « Réglé » takes the place of « J'y vais »: the second half of a double click must not press it.
  once(event) {
    const line = event.target.closest("button") && event.target.closest(".need");
    if (!line) return;
    if (Date.now() - (this.actedAt.get(line.id) || 0) < CLICK_AGAIN_MS) event.preventDefault();
    else this.actedAt.set(line.id, Date.now());
  }

  // An action whose result no stream will bring: read the page again.
  fallBack(ctx) {
    if (ctx.response && ctx.response.status < 300 && ctx.request.method === "POST" && !this.isOpen) location.reload();
  }

  get isHeld() {
    const list = this.querySelector("#attention");
    return this.freeze.getAttribute("aria-pressed") === "true"
      || (matchMedia("(hover: hover)").matches && list.matches(":hover"))
      || list.querySelector(":focus-visible") !== null
      || Date.now() - this.touchedAt < TOUCH_HOLDS_MS;
  }

  // While held, lines keep their place: new ones go last, and one that is over fades where it was.
  settle(tasks) {
    const coming = tasks.map((task) => task.fragment && task.fragment.querySelector("#attention")).find(Boolean);
    if (!coming || !this.isHeld) return;
    const now = Array.from(this.querySelectorAll("#attention .need"));
    const list = coming.querySelector(".needs");
    if (!now.length || !list) return;
    this.missed = true;
    const lines = now.map((line) => coming.querySelector(`#${line.id}`) || this.faded(line));
    list.prepend(...lines);
  }

  faded(line) {
    const copy = line.cloneNode(true);
    copy.dataset.gone = "yes";
    copy.inert = true;
    return copy;
  }

  // Nothing is pointed at any more: take the true order.
  release() {
    if (!this.missed || this.isHeld) return;
    this.missed = false;
    window.htmx.ajax("GET", this.dataset.pageUrl, { target: "#attention", select: "#attention", swap: "outerMorph" });
  }
});
