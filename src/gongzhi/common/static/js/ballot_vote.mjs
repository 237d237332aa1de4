// Seal a vote on this device and hand in only the envelope. Without this script, or where it cannot work, the server
// seals; the page says which of the two it is before anything is sent.

const main = document.getElementById("main");
const tools = import("./ballot_envelope.mjs").then(async (module) => { await module.ready; return module; });

function show(form, name) {
  for (const part of form.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
  form.querySelector(`[data-part="${name}"]`).querySelector("h2, button, input")?.focus();
}

const chosen = (form) => Array.from(form.querySelectorAll("[name=choices]:checked"));

function areTooMany(form, most) {
  const found = chosen(form).length > most;
  form.querySelector("[data-too-many]").hidden = !found;
  return found;
}

function review(form, asked) {
  if (areTooMany(form, asked.max_choices)) return;
  form.querySelector("[data-failed]").hidden = true;
  const list = form.querySelector("[data-chosen]");
  const labels = chosen(form).map((input) => input.closest("label").textContent.trim());
  list.replaceChildren(...(labels.length ? labels : [list.dataset.blank]).map((label) => {
    const line = document.createElement("li");
    line.textContent = label;
    return line;
  }));
  show(form, "review");
}

// What is sent: the envelope and whose it is, never a choice. The same one again if the line broke, and only as long as
// it holds what is marked: another choice is another envelope and another deed.
function parcel(form, asked, module) {
  const choices = chosen(form).map((input) => input.value);
  if (form.parcel?.choices === choices.join()) return form.parcel;
  if (form.parcel) form.elements.deed_key.value = module.newDeedKey();
  const code = module.newCode();
  const sealed = module.seal(asked, form.dataset.id, form.dataset.key, choices, code);
  const body = new URLSearchParams({ step: "envelope", ciphertext: btoa(String.fromCharCode(...sealed)) });
  for (const name of ["csrfmiddlewaretoken", "deed_key", "person"]) body.set(name, form.elements[name].value);
  form.parcel = { body, choices: choices.join(), code, stub: module.stubOf(sealed) };
  return form.parcel;
}

function receive(text, sent) {
  const page = new DOMParser().parseFromString(text, "text/html");
  main.replaceChildren(...page.getElementById("main").childNodes);
  const place = main.querySelector("[data-code]");
  if (place) {
    place.textContent = sent.code;
    main.querySelector("[data-with-code]").hidden = false;
    main.querySelector("[data-differs]").hidden = main.querySelector("[data-stub]").dataset.stub === sent.stub;
    for (const button of main.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  }
  main.focus();
  window.scrollTo(0, 0);
}

async function cast(form, asked, module) {
  const buttons = form.querySelectorAll("[data-cast], [data-back]");
  for (const button of buttons) button.disabled = true;
  form.querySelector("[data-failed]").hidden = true;
  const sent = parcel(form, asked, module);
  try {
    const answer = await fetch(window.location.href, { method: "POST", body: sent.body, redirect: "error", credentials: "same-origin" });
    if (answer.ok) return receive(await answer.text(), sent);
    if (answer.status === 422) form.querySelector("[data-words]").textContent = await answer.text();
  } catch {
    // The words on the page say what to do.
  }
  form.querySelector("[data-failed]").hidden = false;
  for (const button of buttons) button.disabled = false;
}

function arm(form) {
  const asked = JSON.parse(form.dataset.ballot);
  let module = null;
  let failed = false;
  form.addEventListener("submit", (event) => {
    if (failed) return;
    event.preventDefault();
    tools.then(() => review(form, asked));
  });
  form.querySelector("[data-cast]").addEventListener("click", () => cast(form, asked, module));
  form.querySelector("[data-back]").addEventListener("click", () => show(form, "choose"));
  tools.then((loaded) => {
    module = loaded;
    for (const each of document.querySelectorAll("[data-by-server]")) each.hidden = true;
    for (const each of document.querySelectorAll("[data-by-browser]")) each.hidden = false;
  }, () => { failed = true; });
}

document.querySelectorAll("form[data-ballot]").forEach(arm);
