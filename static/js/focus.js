// After an answer the focus lands on its feedback, after a hint on the hint: nobody searches the page.
// A fake screen that has changed is read from its title; on the same one the focus stays.
const titled = () => document.querySelector("#screen [data-land]");
const nameOf = (title) => (title ? title.dataset.land : "");
let screen = nameOf(titled());

function turned() {
  const title = titled(), before = screen;
  screen = nameOf(title);
  return screen !== before || document.activeElement === document.body ? title : null;
}

function land(ctx) {
  const action = (ctx.request && ctx.request.action) || "";
  if (action.endsWith("/attempts")) {
    const title = turned();
    return document.querySelector("#notice > *, #feedback") || title || document.querySelector("#answer [data-land]");
  }
  if (action.endsWith("/hints")) return Array.from(document.querySelectorAll("#hints li")).pop();
  if (action.endsWith("/redo") || (ctx.sourceElement && ctx.sourceElement.id === "onward")) return document.getElementById("exercise-title");
  if (/\/help(\/cancel)?$/.test(action) && document.activeElement === document.body) return document.getElementById("help");
  return null;
}

// What has the focus never lies under the call for help, which stays at the bottom of the screen.
const seesKeyboard = window.CSS && CSS.supports && CSS.supports("selector(:focus-visible)");
document.addEventListener("focusin", ({ target }) => {
  const help = document.getElementById("help");
  if (!seesKeyboard || !help || help.contains(target) || !target.matches(":focus-visible")) return;
  const over = help.getBoundingClientRect(), own = target.getBoundingClientRect();
  const meets = own.bottom > over.top && own.top < over.bottom && own.right > over.left && own.left < over.right;
  if (meets) target.scrollIntoView({ block: "center" });
});

// During a pause the exercise stays as it is, out of reach.
function followPause() {
  const live = document.getElementById("live"), work = document.getElementById("work");
  if (live && work) work.inert = live.dataset.paused === "yes";
}

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const notice = document.getElementById("notice");
  if (notice && notice.textContent.trim() && ctx.response && ctx.response.status < 400) notice.textContent = "";
  followPause();
  const place = land(ctx);
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus();
});

followPause();
