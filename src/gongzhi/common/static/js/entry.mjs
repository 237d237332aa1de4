// Typing paper forms, <form data-entry="id of the first question">. Enter goes to the next field and sends from the last
// one, Ctrl+Enter sends from anywhere, and beside each field stands what its digits mean. Without this script the form
// is an ordinary one: Tab goes on, the button sends.

const fieldsOf = (form) =>
  [...form.querySelectorAll("input, select")].filter((each) => each.type !== "hidden" && !each.disabled);

function said(input) {
  const options = new Map(
    [...(input.closest("[data-line]")?.querySelectorAll("[data-option]") ?? [])].map((each) => [each.dataset.option, each.textContent]),
  );
  if (!options.size) return "";
  const pieces = input.value.normalize("NFKC").split(/[\s,、;.]+/).filter(Boolean);
  const whole = input.dataset.kind === "single" || options.size > 9;
  return (whole ? pieces : pieces.flatMap((piece) => [...piece])).map((each) => options.get(each) ?? `${each} ?`).join(" · ");
}

function echo(input) {
  const output = input.closest("[data-line]")?.querySelector("[data-echo]");
  if (output) output.value = said(input);
}

for (const form of document.querySelectorAll("[data-entry]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    const fields = fieldsOf(form);
    const next = fields[fields.indexOf(event.target) + 1];
    if (event.ctrlKey || event.metaKey || !next) form.requestSubmit();
    else {
      next.focus();
      next.select?.();
    }
  });
  form.addEventListener("input", (event) => echo(event.target));
  fieldsOf(form).forEach(echo);
  // After a refusal the summary of errors has the focus.
  if (!document.querySelector("[data-errors]")) document.getElementById(form.dataset.entry)?.focus();
}
