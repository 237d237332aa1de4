// A survey's form, <form data-survey="name">. Hides questions while their condition (data-if) does not hold, keeps what
// is typed on the server (data-save) a moment after, and after a reload in the same tab offers to go on with it.
// Without this script every question is there with the words when to answer it, and each page is kept when it is sent.

const PREFIX = "gongzhi/survey/";
const PAUSE = 2500;

function answersOf(form) {
  const answers = new Map(Object.entries(JSON.parse(form.dataset.known || "{}")));
  for (const field of form.querySelectorAll("[data-question]")) {
    if (field.hidden) continue;
    const code = field.dataset.question;
    const values = [...field.querySelectorAll("input, select, textarea")]
      .filter((one) => (one.matches("[type=radio], [type=checkbox]") ? one.checked : one.value.trim()))
      .map((one) => (one.tagName === "SELECT" ? one.name.slice(`q_${code}__`.length) : one.value.trim()));
    if (values.length) answers.set(code, values);
    else answers.delete(code);
  }
  return answers;
}

const listed = (value) => (value === undefined ? [] : [value].flat());
const SIGNS = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b,
  "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};

function holds([word, ...parts], answers) {
  if (word === "and") return parts.every((part) => holds(part, answers));
  if (word === "or") return parts.some((part) => holds(part, answers));
  if (word === "not") return !holds(parts[0], answers);
  if (word === "answered") return listed(answers.get(parts[0])).length > 0;
  if (word === "selected") return listed(answers.get(parts[0])).includes(parts[1]);
  const [left, right] = parts.map((part) => (Array.isArray(part) ? listed(answers.get(part[0]))[0] : part));
  if (left === undefined || right === undefined) return false;
  const numbers = [Number(left), Number(right)];
  return numbers.some(Number.isNaN) ? SIGNS[word](String(left), String(right)) : SIGNS[word](...numbers);
}

function arrange(form) {
  // From the top down: a question that is hidden decides nothing below it.
  for (const field of form.querySelectorAll("[data-if]")) {
    field.hidden = !holds(JSON.parse(field.dataset.if), answersOf(form));
  }
}

function remember(name, token) {
  try {
    if (token) sessionStorage.setItem(PREFIX + name, token);
    else sessionStorage.removeItem(PREFIX + name);
  } catch {
    // A forbidden store: the form works as it does without this script.
  }
}

function remembered(name) {
  try {
    return sessionStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

async function save(form) {
  try {
    const response = await fetch(form.dataset.save, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!response.ok) return;
    remember(form.dataset.survey, form.elements.t.value);
    const says = form.querySelector("[data-survey-says]");
    says.textContent = form.dataset.kept;
    says.hidden = false;
  } catch {
    // No line just now: the next change tries again, and the form still holds everything.
  }
}

for (const form of document.querySelectorAll("form[data-survey]")) {
  let waiting;
  arrange(form);
  for (const words of form.querySelectorAll("[data-if] [data-asked-if]")) words.hidden = true;
  form.addEventListener("input", () => {
    arrange(form);
    clearTimeout(waiting);
    waiting = setTimeout(() => save(form), PAUSE);
  });
}
for (const form of document.querySelectorAll("form[data-survey-resume]")) {
  const token = remembered(form.dataset.surveyResume);
  if (token) {
    form.elements.r.value = token;
    form.closest("details").open = true;
  }
}
for (const done of document.querySelectorAll("[data-survey-done]")) remember(done.dataset.surveyDone, "");
