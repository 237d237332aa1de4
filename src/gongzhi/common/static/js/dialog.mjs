// Lift the question of <details data-dialog> into a window; without this script it unfolds in place.

function lift(details) {
  const dialog = details.querySelector("dialog");
  if (!dialog.showModal) return;
  dialog.open = false;
  for (const button of dialog.querySelectorAll("[data-close]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.close());
  }
  details.addEventListener("toggle", () => {
    if (details.open && !dialog.open) dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    details.open = false;
    details.querySelector("summary").focus();
  });
}

function liftAll(root) {
  root.querySelectorAll("details[data-dialog]:not([data-lifted])").forEach((details) => {
    details.dataset.lifted = "";
    lift(details);
  });
}

liftAll(document);
document.addEventListener("htmx:afterSwap", (event) => liftAll(event.detail.elt));
