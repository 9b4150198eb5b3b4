// What is typed in the password box of a fake application is gone before the page changes.
const empty = () => { for (const field of document.querySelectorAll("[data-secret]")) field.value = ""; };

document.addEventListener("submit", empty, true);
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.sourceElement.closest("#exercise")) empty();
});
addEventListener("pagehide", empty);
