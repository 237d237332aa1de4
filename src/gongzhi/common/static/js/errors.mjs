// Bring the error summary to those who cannot see it: focus it when the page comes, and when htmx swaps it in.

function focusErrors(root) {
  root.querySelector("[data-errors]")?.focus();
}

// Most browsers obey autofocus; this is for those that do not.
window.addEventListener("load", () => {
  if (document.activeElement === document.body) focusErrors(document);
});
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.elt));

// A link of the summary leads into the field itself, with its label in view.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-errors] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});
