// The register page. Works as a plain form without this; with it, every key press is a mark that is saved by itself.

import { codeIn, meaning } from "./keys.js";
import { Marking } from "./marking.js";
import { marksSaved, startOffline } from "./offline.js";
import { Outbox } from "./outbox.js";
import { element, Row } from "./rows.js";
import { Status } from "./status.js";
import { openStore } from "./store.js";
import { Watch } from "./watch.js";

const UNDO_SHOWN = 10_000; // ms
const by = (selector) => document.querySelector(selector);
const form = by("#register");
const page = JSON.parse(by("#register-data").textContent);
const timeHere = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "numeric", minute: "2-digit" });
const timeToSeconds = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", hour: "numeric", minute: "2-digit", second: "2-digit",
});
const asBell = (text) => text.replace(/^0/, "");
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";

const store = await openStore(page.owner);
let offset = page.kept ? ((await store.recall("clock").catch(() => 0)) ?? 0) : Date.parse(page.now) - Date.now();

Object.assign(page, {
  durable: store.durable,
  timeOf: (iso) => (iso ? asBell(timeHere.format(new Date(iso))) : ""),
  announce: (words) => (by("#register-spoken").textContent = words),
  // Late by now, while registration is open. After that nothing is assumed: the server asks when the pupil arrived.
  minutesNow() {
    const late = Math.floor((Date.now() + offset - Date.parse(page.starts)) / 60_000);
    return late > 0 && Date.now() + offset < Date.parse(page.closes) ? late : null;
  },
  changed: () => status.paint(),
  offerUndo,
  elsewhere,
});

const rows = [...form.querySelectorAll(".row")].map((item) => new Row(item, page));
const rowOf = new Map(rows.map((row) => [row.item, row]));
const rowAt = (target) => rowOf.get(target.closest(".row"));
const outbox = new Outbox({
  store, url: page.urls.marks, post: page.post, who: page.who, csrf: () => cookie(page.csrfCookie),
});
const marking = new Marking({ page, rows, outbox });
const status = new Status({
  page, outbox, rows,
  parts: {
    state: by("#save-state"), spoken: by("#register-spoken"), bar: by("#offline-bar"), counts: by("#counts"),
    blanksButton: by("#blanks-present"), last: by("#last-changed"),
  },
});
const watch = new Watch({ url: page.urls.state, heard, failed });

// --- what the outbox and the server say -------------------------------------------------------------------------

outbox.addEventListener("change", () => status.paint());
outbox.addEventListener("stale", () => watch.look({ fresh: true }));
outbox.addEventListener("answer", ({ detail }) => {
  setClock(detail.now);
  status.saved = asBell(timeToSeconds.format(new Date(Date.now() + offset)));
  marksSaved(page.offline);
});

function setClock(now) {
  if (!now) return;
  offset = Date.parse(now) - Date.now();
  store.remember("clock", offset).catch(() => {});
}

function heard(state) {
  if (outbox.trouble && outbox.trouble !== "other person") {
    outbox.report("");
    outbox.hurry();
  }
  if (!state) return;
  setClock(state.now);
  const states = new Map(state.pupils.map((pupil) => [pupil.id, pupil]));
  for (const row of rows) {
    const known = states.get(row.pupil);
    if (known) row.learnPlan(known.planned);
    if (known?.mark) marking.heard(row, known.mark);
  }
  by("#list-changed").hidden = rows.length === states.size && rows.every((row) => states.has(row.pupil));
  if (state.taken_at && !page.taken) paintTaken(state);
  status.paint();
}

function failed(code) {
  if (code === 401) outbox.report("signed out");
  else if (code === 403) outbox.report("not permitted");
  else outbox.report("offline");
}

function paintTaken(state) {
  page.taken = true;
  by("#taken").textContent = `Completed ${page.timeOf(state.taken_at)} by ${state.taken_name}`;
  by("#taken").hidden = false;
  form.classList.add("is-taken");
}

// An answer about a pupil of another register, sent from here because its page was closed.
function elsewhere(op, result) {
  if (result.outcome !== "conflict" && result.outcome !== "refused") return;
  const words = [`${op.name}, ${op.group}: ${op.code || "clearing"} was not saved.`, result.words, result.who_can_fix];
  const ok = element("button", { type: "button", className: "quiet-button", textContent: "OK" });
  const notice = element("div", { className: "notice notice--warning" }, element("p", { textContent: words.filter(Boolean).join(" ") }), ok);
  ok.addEventListener("click", () => {
    outbox.drop((known) => known.op === op.op);
    notice.remove();
  });
  by("#register-notices").append(notice);
}

// --- keys ---------------------------------------------------------------------------------------------------------

const fine = matchMedia("(pointer: fine)");
const letters = Object.keys(page.codes).filter((code) => !page.codes[code].why);
let first = "";

function focusOn(row) {
  row?.box.focus({ preventScroll: false });
  row?.box.select();
}

function move(row, steps) {
  focusOn(rows[rows.indexOf(row) + steps]);
}

function advance(row) {
  focusOn(rows.slice(rows.indexOf(row) + 1).find((next) => !next.isPrefilled) ?? row);
}

function act(row, { does, code, first: letter }) {
  if (does === "wait") {
    first = letter;
    row.paintWaiting(letter);
    return;
  }
  const half = first;
  first = "";
  if (half && does !== "mark") row.paint();
  if (does === "mark" && marking.press(row, code)) advance(row);
  if (does === "clear" && row.code) marking.press(row, "");
  if (does === "undo") focusOn(marking.undo() ?? row);
  if (does === "next") move(row, 1);
  if (does === "previous") move(row, -1);
  if (does === "right" && !row.minutes.hidden) row.minutesBox.select();
}

form.addEventListener("keydown", (event) => {
  const row = rowAt(event.target);
  if (!row || event.isComposing) return;
  if (event.target === row.minutesBox) return minutesKey(event, row);
  if (event.target !== row.box) return;
  const known = meaning(event.key, {
    first, codes: letters, present: page.present, ctrl: event.ctrlKey, alt: event.altKey, meta: event.metaKey,
  });
  if (!known) return;
  if (page.keysOff && !["next", "previous", "undo"].includes(known.does) && event.key !== "Enter") return;
  event.preventDefault();
  if (event.repeat && !["next", "previous"].includes(known.does)) return;
  if (page.keysOff && known.does !== "undo") {
    typed(row);
    move(row, event.key === "ArrowUp" ? -1 : 1);
  } else act(row, known);
});

function minutesKey(event, row) {
  const moves = { ArrowLeft: 0, Enter: 1, ArrowDown: 1, ArrowUp: -1 };
  if (event.ctrlKey && event.key.toLowerCase() === "z") return;
  if (!(event.key in moves) || (event.key === "ArrowLeft" && row.minutesBox.selectionStart > 0)) return;
  event.preventDefault();
  marking.setMinutes(row, row.minutesBox.value);
  if (event.key === "ArrowLeft") focusOn(row);
  else move(row, moves[event.key]);
}

// A text put into the box by anything but a key: dictation, pasting, a phone's keyboard, or keys switched off.
function typed(row) {
  const code = codeIn(row.box.value, page);
  if (code === row.code) return row.paint();
  return marking.press(row, code) || row.paint();
}

form.addEventListener("input", (event) => {
  const row = rowAt(event.target);
  if (!row || event.target !== row.box || page.keysOff) return;
  const text = row.box.value.trim().toUpperCase();
  if (letters.some((code) => code.length === 2 && code[0] === text)) first = text;
  else if (text) typed(row);
});

form.addEventListener("change", (event) => {
  const row = rowAt(event.target);
  if (row && event.target === row.box) typed(row);
  if (row && event.target === row.minutesBox) marking.setMinutes(row, row.minutesBox.value);
});

form.addEventListener("focusout", (event) => {
  const row = rowAt(event.target);
  if (first && row && event.target === row.box) {
    first = "";
    row.paint();
  }
});

form.addEventListener("focusin", (event) => event.target.classList.contains("row__mark") && event.target.select());

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.code !== "KeyP" || event.repeat) return;
  event.preventDefault();
  marking.blanksPresent();
});

// --- buttons ------------------------------------------------------------------------------------------------------

form.addEventListener("click", (event) => {
  const button = event.target.closest(".row__buttons button");
  if (!button) return;
  event.preventDefault();
  const row = rowAt(button);
  if (button.dataset.code !== undefined) marking.press(row, button.dataset.code);
  else {
    row.item.classList.toggle("is-typing");
    focusOn(row);
  }
});

by("#blanks-present").addEventListener("click", (event) => {
  event.preventDefault();
  marking.blanksPresent();
});
by("#copy-morning")?.addEventListener("click", (event) => {
  event.preventDefault();
  if (!marking.copyMorning()) page.announce("Nothing to copy: every blank pupil was late or absent this morning.");
});
by("#undo").addEventListener("click", () => marking.undo());

let undoTimer = 0;

function offerUndo(pairs) {
  const button = by("#undo");
  clearTimeout(undoTimer);
  button.disabled = !pairs;
  const [[row, code]] = pairs ?? [[null, ""]];
  const what = pairs?.length > 1 ? `${pairs.length} marks` : code || (pairs ? "clear" : "");
  button.textContent = `Undo ${what}`.trim();
  button.setAttribute("aria-label", row && pairs.length === 1 ? `Undo ${what}, ${row.name}` : button.textContent);
  if (pairs) undoTimer = setTimeout(() => offerUndo(null), UNDO_SHOWN);
}

function tabStops() {
  for (const row of rows) for (const button of row.buttons) button.tabIndex = fine.matches ? -1 : 0;
}
fine.addEventListener("change", tabStops);

// --- completing and leaving -----------------------------------------------------------------------------------------

// Resolves when nothing waits, or when the patience has run out.
async function sent(patience = 8_000) {
  const deadline = Date.now() + patience;
  outbox.hurry();
  while (outbox.size && !outbox.trouble && Date.now() < deadline) await new Promise((go) => setTimeout(go, 50));
  return !outbox.size;
}

function stopped(words) {
  by("#complete-words").textContent = words;
  page.announce(words);
}

form.addEventListener("submit", async (event) => {
  if (event.submitter?.closest(".row__ask--from-server")) return; // the plain form asked: it takes the answer too
  event.preventDefault();
  if (event.submitter?.value !== "complete") return;
  const blank = rows.filter((row) => row.isBlank);
  if (blank.length) {
    stopped(blank.length === 1 ? `${blank[0].name} has no mark yet.` : `${blank.length} pupils have no mark yet.`);
    return focusOn(blank[0]);
  }
  const asked = rows.find((row) => row.question?.kind === "conflict");
  if (asked) {
    stopped(`Answer the question about ${asked.name} first.`);
    return focusOn(asked);
  }
  if (!(await sent())) return stopped("Completing needs the server. Your marks are kept; try again when it answers.");
  for (const row of rows) row.paint();
  form.action = event.submitter.formAction;
  form.submit();
});

for (const way of document.querySelectorAll("form[data-sign-out], form[data-lock]")) {
  way.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { leave } = await import("./leaving.js");
    leave(way, { send: sent, leaving: () => (outbox.leaving = true) });
  });
}

// --- start ----------------------------------------------------------------------------------------------------------

document.body.classList.add("register-works");
const typedBefore = rows.filter((row) => row.box.value !== row.box.defaultValue).map((row) => [row, row.box.value]);
for (const row of rows) row.paint();
tabStops();
offerUndo(null);
await outbox.load();
for (const row of rows) if (outbox.latest(row.pupil, page.date, page.session)) marking.repaint(row);
for (const op of outbox.ops.values()) if (op.result && !marking.isHere(op)) elsewhere(op, op.result);
for (const [who, count] of await store.others()) {
  const words = `${count === 1 ? "1 mark" : `${count} marks`} by ${who} ${count === 1 ? "waits" : "wait"} on this device until ${who} signs in here.`;
  by("#register-notices").append(element("p", { className: "notice notice--warning", textContent: words }));
}
for (const [row, text] of typedBefore) marking.press(row, codeIn(text, page)); // keyed while this was loading
status.paint();
if (fine.matches && document.activeElement === document.body) focusOn(rows.find((row) => row.isBlank));
watch.look();
startOffline(page.offline).catch(() => {});
