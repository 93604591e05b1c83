// What opens without a network: this page and today's last opened class list, and nothing else.
// The list kept is a plainer one that the server makes for the device: names and codes, no reasons.

export const KEPT = "register-";
const QUIET = 4_000; // ms without a further saved mark before the kept list is fetched again
let quiet = 0;

export const dayHere = () => new Date().toLocaleDateString("sv");

export async function wipe() {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith(KEPT)) await caches.delete(name);
}

function wipeAtMidnight() {
  const midnight = new Date();
  midnight.setHours(24, 0, 1, 0);
  setTimeout(wipe, midnight - Date.now());
}

// Files of ours that this page used, so that the same page can be drawn again.
function ourFiles() {
  const used = performance.getEntriesByType("resource").map((entry) => entry.name);
  return [...new Set(used)].filter((url) => new URL(url).pathname.startsWith("/static/"));
}

async function listToKeep(keptUrl) {
  const page = await fetch(keptUrl, { credentials: "same-origin", cache: "no-store" });
  return page.ok && !page.redirected ? page : null;
}

async function keepList(keptUrl) {
  const page = await listToKeep(keptUrl);
  if (!page) return;
  await wipe();
  const cache = await caches.open(KEPT + dayHere());
  await cache.put(location.pathname, page);
  await Promise.allSettled(ourFiles().map((url) => cache.add(url)));
}

// Marks saved since the page was opened belong to the kept list too: without them a reload offline shows a saved class
// as blank. Only a list that is there already is renewed.
async function renewList(keptUrl) {
  const page = await listToKeep(keptUrl);
  if (!page || !(await caches.has(KEPT + dayHere()))) return;
  const cache = await caches.open(KEPT + dayHere());
  if (await cache.match(location.pathname)) await cache.put(location.pathname, page);
}

export function marksSaved({ keptUrl }) {
  clearTimeout(quiet);
  if (keptUrl && "caches" in window) quiet = setTimeout(() => renewList(keptUrl).catch(() => {}), QUIET);
}

export async function startOffline({ worker, keptUrl }) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  if (!keptUrl) return wipe();
  const policy = window.trustedTypes?.createPolicy("attendance", { createScriptURL: (url) => (url === worker ? url : "") });
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker, { scope: "/" });
  await keepList(keptUrl);
  wipeAtMidnight();
}
