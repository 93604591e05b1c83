// The desk by keyboard: letters find, arrows choose, Enter takes, Space adds a sibling, a digit is the reason, Enter does it.
// The page is drawn by the server each time; this script only asks for it sooner and keeps the hands on the keys.
// Keys are handled strictly in the order in which they were pressed, so that fast fingers never outrun the network.

const desk = document.getElementById("desk");
const PATIENCE = 8_000; // ms for one answer
const TRY_AGAIN = 2_000; // ms after an answer that did not come

let active = 0; // which match the arrows are on
let asked = 0; // the newest search
let turn = Promise.resolve();
let saving = false;

const box = () => document.getElementById("q");
const matches = () => [...desk.querySelectorAll(".match")];
const chosen = () => [...desk.querySelectorAll("#chosen [name=pupil]")].map((input) => input.value);
const siblings = () => [...desk.querySelectorAll("[data-sibling]")];
const form = () => document.getElementById("chosen");
const nothing = (words = "") => {
  const line = document.getElementById("trouble");
  line.textContent = words;
  line.hidden = !words;
};

// One after the other: a key waits until everything before it is done.
function inTurn(work) {
  turn = turn.then(work).catch((error) => nothing(`No answer from the server (${error.message}). Press the key again.`));
  return turn;
}

async function fetched(url, options = {}) {
  const response = await fetch(url, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  if (response.redirected && new URL(response.url).pathname.startsWith("/accounts/")) {
    location.assign(response.url);
    throw new Error("signed out");
  }
  if (!response.ok && response.status !== 422) throw new Error(`answer ${response.status}`);
  return { page: new DOMParser().parseFromString(await response.text(), "text/html"), url: response.url };
}

const address = (pupils, more = {}) => {
  const query = new URLSearchParams(pupils.map((pupil) => ["pupil", pupil]));
  for (const [name, value] of Object.entries(more)) if (value) query.set(name, value);
  return `${desk.dataset.url}?${query}`;
};

// Searching ------------------------------------------------------------------------------------------------------

let foundFor = box().value.trim(); // the letters that the matches on the page belong to

async function find(letters) {
  const { page } = await fetched(address(chosen(), { q: letters }));
  document.getElementById("matches").replaceWith(page.getElementById("matches"));
  foundFor = letters;
  nothing();
  point(0);
}

function search() {
  const mine = ++asked;
  if (box().value.trim().length === 1) return; // one letter finds nobody
  inTurn(() => mine === asked && find(box().value.trim())); // where a newer letter asks, it asks for more
}

function point(place) {
  const found = matches();
  active = found.length ? (place + found.length) % found.length : 0;
  const list = document.getElementById("matches");
  if (found.length) list.setAttribute("role", "listbox");
  else list.removeAttribute("role");
  found.forEach((match, number) => {
    match.setAttribute("role", "option");
    match.setAttribute("aria-selected", String(number === active));
    match.tabIndex = -1;
  });
  box().setAttribute("aria-expanded", String(found.length > 0));
  if (found.length) box().setAttribute("aria-activedescendant", found[active].id);
  else box().removeAttribute("aria-activedescendant");
}

// Choosing -------------------------------------------------------------------------------------------------------

function kept() {
  const values = new Map();
  for (const field of form().elements) {
    if (["op", "pupil", "csrfmiddlewaretoken"].includes(field.name) || !field.name) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked && values.set(field.name, field.value);
    else if (field.value) values.set(field.name, field.value);
  }
  return values;
}

function put(values) {
  for (const field of form().elements) {
    if (!values.has(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === values.get(field.name);
    else field.value = values.get(field.name);
  }
}

async function show(pupils, { reason = "", keep = true } = {}) {
  const values = keep ? kept() : new Map();
  if (reason) values.set("reason", reason);
  const { page } = await fetched(address(pupils, { reason: values.get("reason") }));
  replaced(page);
  put(values);
  shown();
  if (reason) focusWords();
}

// Everything but the box for names: somebody may be typing the next one already.
function replaced(page) {
  const focused = document.activeElement?.id;
  const parts = [".page-head .caption", ".desk__done", ".desk__search label", "#matches", "#chosen", ".desk__today"];
  for (const part of parts) document.querySelector(part).replaceWith(page.querySelector(part));
  foundFor = "";
  nothing();
  ready();
  (document.getElementById(focused) ?? box()).focus();
}

const add = (pupil, options) => show([...chosen(), pupil], options);

// The letters leave the box at the press of the key, so that the next name can be typed at once.
function taken() {
  const letters = box().value.trim();
  box().value = "";
  if (letters) asked += 1;
  return letters;
}

// The pupil meant: the match that the arrows are on, for these letters.
async function meant(letters) {
  if (letters && letters !== foundFor) await find(letters);
  const match = matches()[active];
  if (!match && letters) nothing(`Nobody is found by “${letters}”. Type two letters of a name.`);
  return match?.dataset.pupil;
}

async function pressDigit(digit, letters) {
  if (letters || !chosen().length) {
    const pupil = await meant(letters);
    return pupil && add(pupil, { reason: digit });
  }
  const radio = form().querySelector(`[name=reason][value="${digit}"]`);
  if (!radio) return undefined;
  radio.checked = true;
  return reasonChosen(radio);
}

async function reasonChosen(radio) {
  shown();
  focusWords();
  await show(chosen(), { reason: radio.value });
}

// "Other" is said in words: the hands go on there.
function focusWords() {
  const words = form().querySelector("[data-shown] [name=reason_text]");
  if (words && !words.value) words.focus();
}

// A space after letters belongs to the name: somebody who types "amelia clarke" must not get the first Amelia as well.
function isOfTheName() {
  const text = box().value;
  return text.trim() !== "" && !text.endsWith(" ") && active === 0;
}

async function pressSpace(letters) {
  if (!letters && siblings().length) return add(siblings()[0].dataset.sibling);
  const pupil = await meant(letters);
  return pupil && add(pupil);
}

async function pressEnter(letters) {
  if (!letters && chosen().length) return save();
  const pupil = await meant(letters);
  return pupil ? add(pupil) : letters || nothing("Type two letters of a name first.");
}

// Saving: the same operation is sent until the server has answered it, so it is done once however often it goes. ----

async function save() {
  saving = true;
  const body = new FormData(form());
  for (;;) {
    try {
      const { page, url } = await fetched(desk.dataset.url, { method: "POST", body: new URLSearchParams(body) });
      saving = false;
      replaced(page);
      history.replaceState(null, "", new URL(url).searchParams.has("done") ? desk.dataset.url : location.href);
      const missing = form().querySelector("[role=alert]") && form().querySelector("[name=insist]");
      if (missing) missing.focus();
      return;
    } catch (error) {
      nothing(`Not saved yet: ${error.message}. Trying again; stay on this page.`);
      await new Promise((done) => setTimeout(done, TRY_AGAIN));
    }
  }
}

addEventListener("beforeunload", (event) => saving && event.preventDefault());

// What is shown only for some choices, and what is pressed. ---------------------------------------------------------

function shown() {
  for (const part of desk.querySelectorAll("[data-shows]")) {
    const [name, value] = part.dataset.shows.split("=");
    part.toggleAttribute("data-shown", form().querySelector(`[name=${name}][value="${value}"]`)?.checked ?? false);
  }
}

function ready() {
  const input = box();
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", "matches");
  input.setAttribute("aria-autocomplete", "list");
  point(0);
  shown();
}

desk.addEventListener("input", (event) => event.target === box() && search());

desk.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea") && event.target !== box();
  if (event.key === "Enter" && event.target.closest("a, summary, button")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (event.repeat) return;
    const letters = taken();
    inTurn(() => pressEnter(letters));
  } else if (typing) {
    // A text of its own: letters, digits and spaces belong to it.
  } else if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    const letters = taken();
    inTurn(() => pressDigit(event.key, letters));
  } else if (event.key === " " && event.target === box()) {
    if (isOfTheName()) return;
    event.preventDefault();
    const letters = taken();
    inTurn(() => pressSpace(letters));
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target !== box()) return;
    event.preventDefault();
    inTurn(() => point(active + (event.key === "ArrowDown" ? 1 : -1)));
  } else if (event.key.toLowerCase() === "p" && event.target !== box()) {
    desk.querySelector("[data-slip]")?.click();
  } else if (event.key === "Escape") {
    box().value = "";
    inTurn(() => show([], { keep: false }));
  }
});

desk.addEventListener("click", (event) => {
  const link = event.target.closest(".match, [data-sibling], [data-off]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const gone = link.matches("[data-off]") ? link.closest("li").dataset.pupil : "";
  const added = link.dataset.pupil ?? link.dataset.sibling;
  inTurn(() => (gone ? show(chosen().filter((pupil) => pupil !== gone)) : add(added)));
});

desk.addEventListener("change", (event) => {
  shown();
  if (event.target.name === "reason") inTurn(() => reasonChosen(event.target));
  if (event.target.name === "with_whom" && event.target.value === "other") form().querySelector("[name=somebody]").focus();
});

desk.addEventListener("submit", (event) => {
  if (event.target.matches(".desk__undo")) return;
  event.preventDefault();
  const letters = taken();
  inTurn(() => (event.target.matches("#chosen") ? save() : pressEnter(letters)));
});

ready();
box().focus();
