// The fire roll lives: it asks the server every 15 seconds, ticks go out at once or wait on the device, and the page
// itself is kept for today, so that it opens at the assembly point without a network. Names only.

import { Ticks } from "./ticks.js";

const EVERY = 15_000; // ms between two questions
const KEPT = "on-site-"; // the worker wipes what begins so at sign-out and on another day

const roll = document.getElementById("roll");
const rows = new Map([...roll.querySelectorAll("li[data-pupil]")].map((row) => [Number(row.dataset.pupil), row]));
const TO_SEE = ["on_site", "look_for", "unmarked"];

let etag = "";
let state = null; // as the server said last
let asked = 0;
let told = 0; // which question the state answers: an answer that was overtaken by a newer one is left alone
let trouble = "";
let newcomers = false;

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const ticks = new Ticks({
  url: roll.dataset.ticks,
  owner: Number(roll.dataset.owner),
  csrf,
  changed: (words = trouble) => {
    trouble = words;
    draw();
  },
});

// Asking ---------------------------------------------------------------------------------------------------------

async function ask() {
  const acknowledged = [...ticks.acknowledged];
  const mine = ++asked;
  try {
    const response = await fetch(roll.dataset.state, {
      credentials: "same-origin", cache: "no-store", headers: etag ? { "If-None-Match": etag } : {}, signal: AbortSignal.timeout(8_000),
    });
    if (response.status === 401 || response.status === 403) trouble = "signed out";
    else if (response.status === 200) {
      const copy = response.clone();
      const said = await response.json();
      if (mine > told) {
        [told, state, etag] = [mine, said, response.headers.get("ETag")];
        keepState(copy).catch(() => {});
      }
    }
    if (response.ok || response.status === 304) {
      trouble = "";
      ticks.confirm(acknowledged);
      document.getElementById("moment").textContent = response.headers.get("School-Time");
      await ticks.flush();
    } else if (response.status >= 500) trouble = "offline";
  } catch {
    trouble = "offline";
    state ??= await stateLastKnown().catch(() => null);
  }
  draw();
}

// Drawing --------------------------------------------------------------------------------------------------------

function seenOf(pupil) {
  const mine = ticks.latest().get(pupil);
  if (mine) return mine.kind === "seen" ? { time: "", waiting: ticks.waiting.includes(mine) } : null;
  const time = state?.drill ? state.drill.seen[pupil] : rows.get(pupil).dataset.known;
  return time ? { time, waiting: false } : null;
}

function draw() {
  const running = state ? state.drill !== null || ticks.starting : "drill" in roll.dataset || ticks.starting;
  if (state) for (const [pupil, [standing, words]] of Object.entries(state.pupils)) place(Number(pupil), standing, words);
  if (running) roll.dataset.drill = state?.drill?.id ?? roll.dataset.drill ?? "";
  else delete roll.dataset.drill;
  roll.querySelector(".drill__running").hidden = !running;
  roll.querySelector(".drill__start").hidden = running;
  if (state?.drill) {
    document.getElementById("drill-words").textContent = state.drill.words;
    document.getElementById("drill-started").textContent = state.drill.started;
    roll.querySelector(".drill [name=drill]").value = state.drill.id;
  } else if (ticks.starting) {
    document.getElementById("drill-started").textContent = "just now, on this device";
  }
  for (const [pupil, row] of rows) tick(row, pupil, running);
  count(running);
  say();
}

function place(pupil, standing, words) {
  const row = rows.get(pupil);
  if (!row) {
    newcomers = true;
    return;
  }
  row.querySelector(".words").textContent = words;
  const part = row.closest(".part");
  if (part.dataset.part === standing) return;
  const list = part.closest(".class-roll").querySelector(`[data-part="${standing}"] ul`);
  const name = (each) => each.querySelector(".name").textContent.split(" ").reverse().join(" ");
  list.insertBefore(row, [...list.children].find((each) => name(each) > name(row)) ?? null);
}

function tick(row, pupil, running) {
  const box = row.querySelector("input[type=checkbox]");
  const seen = running ? seenOf(pupil) : null;
  box.disabled = !running;
  box.checked = Boolean(seen);
  row.toggleAttribute("data-seen", Boolean(seen));
  row.toggleAttribute("data-waiting", Boolean(seen?.waiting));
  row.querySelector(".seen-at").textContent = seen?.time ?? "";
}

function count(running) {
  let toSee = 0;
  let left = 0;
  for (const group of roll.querySelectorAll(".class-roll")) {
    const wanted = TO_SEE.flatMap((part) => [...group.querySelectorAll(`[data-part="${part}"] li`)]);
    const missing = wanted.filter((row) => !row.hasAttribute("data-seen")).length;
    for (const part of group.querySelectorAll(".part")) part.hidden = !part.querySelector("li");
    group.classList.toggle("is-done", running && !missing);
    group.querySelector("[data-class-words]").textContent = running ? `${missing} of ${wanted.length} not seen` : `${wanted.length} to account for`;
    const link = roll.querySelector(`[data-class-left="${group.dataset.class}"]`);
    link.textContent = running ? missing : wanted.length;
    link.parentElement.classList.toggle("is-done", running && !missing);
    toSee += wanted.length;
    left += missing;
  }
  write(document.getElementById("left"), left);
  document.getElementById("to-see").textContent = toSee;
  for (const number of roll.querySelectorAll("[data-count]")) {
    number.textContent = roll.querySelectorAll(`[data-part="${number.dataset.count}"] li`).length;
  }
}

const write = (place, words) => {
  if (place.textContent !== String(words)) place.textContent = words; // a status is read out only when it changes
};

function say() {
  const kept = ticks.waiting.length;
  const many = kept === 1 ? "1 tick is kept on this device" : `${kept} ticks are kept on this device`;
  const words = {
    "": newcomers ? "A pupil joined the roll since this page was opened. Open it again to see them." : "",
    offline: kept ? `No network: ${many} and sent when it is back.` : "No network: this is the roll as last known. Ticks are kept on this device.",
    "signed out": kept ? `You are signed out: ${many} until you sign in again.` : "You are signed out. Sign in again to see who is on site.",
  };
  const line = document.getElementById("offline");
  write(line, words[trouble] ?? trouble);
  line.hidden = !line.textContent;
}

// Keeping the page for today -----------------------------------------------------------------------------------------

async function keepPage() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  await navigator.serviceWorker.register(roll.dataset.worker, { scope: "/" });
  const page = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
  if (!page.ok || page.redirected) return;
  for (const name of await caches.keys()) if (name.startsWith(KEPT)) await caches.delete(name);
  const cache = await caches.open(keptName());
  await cache.put(location.pathname, page);
  const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const ours = used.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  await Promise.allSettled([...new Set(ours.map(String))].map((url) => cache.add(url)));
  roll.dataset.kept = "";
}

// The page kept is as old as its opening. What was heard since, a drill that runs and who was seen, is kept beside it,
// and drawn into it where it opens without a network.
const keptName = () => KEPT + new Date().toLocaleDateString("sv");
const minutesOf = (moment) => (moment?.match(/(\d+):(\d\d)/) ?? []).slice(1).reduce((hours, part) => hours * 60 + Number(part), 0);

async function keepState(response) {
  if ("caches" in window && (await caches.has(keptName()))) await (await caches.open(keptName())).put(roll.dataset.state, response);
}

async function stateLastKnown() {
  const known = "caches" in window && (await caches.has(keptName())) && (await (await caches.open(keptName())).match(roll.dataset.state, { ignoreVary: true }));
  const isNewer = known && minutesOf(known.headers.get("School-Time")) >= minutesOf(document.getElementById("moment").textContent);
  return isNewer ? known.json() : null;
}

// What is pressed ------------------------------------------------------------------------------------------------------

roll.addEventListener("change", (event) => {
  if (event.target.id === "only") roll.classList.toggle("only-left", event.target.checked);
  if (event.target.name === "seen") ticks.add(event.target.checked ? "seen" : "not_seen", Number(event.target.value)).then(ask);
});

roll.addEventListener("submit", (event) => {
  if (event.target.matches(".class-roll")) event.preventDefault(); // Enter in a tick: ticks are sent one by one
  if (!event.target.matches(".drill__start")) return;
  event.preventDefault();
  ticks.add(event.submitter?.value === "evacuation" ? "evacuate" : "start").then(ask);
});

for (const row of rows.values()) row.dataset.known = row.querySelector(".seen-at").textContent;
roll.classList.add("script-works");
for (const part of roll.querySelectorAll(".drill__only")) part.hidden = false;
for (const [target, name] of [[window, "online"], [document, "visibilitychange"], [window, "pageshow"]]) {
  target.addEventListener(name, () => document.visibilityState === "visible" && ask());
}
setInterval(() => document.visibilityState === "visible" && ask(), EVERY);
ticks.load().then(ask);
if ("keep" in roll.dataset) keepPage().catch(() => {});
