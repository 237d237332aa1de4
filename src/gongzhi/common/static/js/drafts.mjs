// Keep what is typed into <form data-draft="name"> in this browser until it was sent, so that a reload, a lost line or
// an expired session loses nothing. The draft keeps the form's deed_key: sending it again never doubles.
// A page with data-draft-done="name" forgets that draft; so do signing out and 72 hours.
// Words: data-kept when something is kept, data-offline when it is sent without a network; both are shown in
// [data-draft-says] of the form. Give the name of a draft a part that no other person of this browser has.

const PREFIX = "gongzhi/draft/";
const LONGEST = 72 * 60 * 60 * 1000;
const NEVER = "[type=password], [type=file], [name=csrfmiddlewaretoken], [data-draft-never]";

const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return draft && Date.now() - draft.at < LONGEST ? draft : null;
  } catch {
    return null;
  }
}

function fieldsOf(form) {
  const all = [...form.elements].filter((field) => field.name && field.type !== "submit" && !field.matches(NEVER));
  // The server decides what else is hidden: a version, a step.
  return all.filter((field) => field.type !== "hidden" || field.name === "deed_key");
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const isChosen = (field) => field.selectedOptions && !field.selectedOptions[0]?.defaultSelected && field.selectedIndex > 0;
const place = (field) => (isTicked(field) ? `${field.name}=${field.value}` : field.name);

// Somebody may type before this script is here; the page's own values are no draft.
function isTouched(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  return field.selectedOptions ? isChosen(field) : field.value !== field.defaultValue;
}

function keep(form) {
  const values = fieldsOf(form).map((field) => [place(field), isTicked(field) ? field.checked : field.value]);
  try {
    localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
    say(form, form.dataset.kept);
  } catch {
    // A full or forbidden store: the form works as it does without this script.
  }
}

function restore(form, values) {
  const known = new Map(values);
  for (const field of fieldsOf(form)) {
    const value = known.get(place(field));
    if (value === undefined || isTouched(field)) continue;
    if (isTicked(field)) field.checked = value;
    else field.value = value;
    // What lies folded away is shown if there is something in it.
    const fold = field.closest("details");
    if (fold && typeof value === "string" && value !== field.defaultValue) fold.open = true;
  }
}

function say(form, words) {
  const place = form.querySelector("[data-draft-says]");
  if (!place || !words) return;
  place.textContent = words;
  place.hidden = false;
}

function forgetAll() {
  for (const name of names()) localStorage.removeItem(name);
}

function begin() {
  for (const done of document.querySelectorAll("[data-draft-done]")) localStorage.removeItem(PREFIX + done.dataset.draftDone);
  for (const name of names()) if (!read(name)) localStorage.removeItem(name);
  for (const form of document.querySelectorAll("form[data-draft]:not([data-draft=''])")) {
    const draft = read(PREFIX + form.dataset.draft);
    // A form that came back with its errors already holds what was typed.
    if (draft && !document.querySelector("[data-errors]")) restore(form, draft.values);
    if (fieldsOf(form).some(isTouched)) keep(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", (event) => {
      keep(form);
      if (navigator.onLine) return;
      event.preventDefault();
      say(form, form.dataset.offline);
    });
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[action$='/logout/']")) forgetAll();
});

try {
  begin();
} catch {
  // No store to keep drafts in: everything works, nothing is kept.
}
