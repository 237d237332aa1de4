// Close an open menu or switcher with Escape and give the focus back to what opened it.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[open]") ?? document.querySelector("details[data-menu][open], details.switch[open]");
  if (!open?.matches("[data-menu], .switch")) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// A click elsewhere folds the switcher, which lies over the page.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.switch[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
