// Opens today's register and fire roll when the network or the server does not answer. It keeps nothing by itself: the
// pages put their own lists into caches (offline.js, on_site.js). Everything is asked of the network first.

const KEPT = ["register-", "on-site-"];
const PATIENCE = 6_000; // ms for a page before the kept one is shown
const WAYS_OUT = ["/accounts/login/", "/accounts/logout/", "/lock/"];

const today = () => KEPT.map((name) => name + new Date().toLocaleDateString("sv"));

async function wipe(spare = []) {
  const ours = (await caches.keys()).filter((name) => KEPT.some((start) => name.startsWith(start)));
  for (const name of ours) if (!spare.includes(name)) await caches.delete(name);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), wipe(today())])));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate" && WAYS_OUT.includes(pathname)) return event.waitUntil(wipe());
  const isPage = request.mode === "navigate" && /^\/(registers\/\d+\/[\d-]+\/[ap]m|on-site)\/$/.test(pathname);
  if (request.method !== "GET" || !(isPage || pathname.startsWith("/static/"))) return;
  event.respondWith(networkFirst(request, isPage));
});

async function networkFirst(request, isPage) {
  await wipe(today());
  try {
    const response = await (isPage ? inTime(request) : fetch(request));
    if (response.status < 502) return response;
    return (await kept(request)) ?? response;
  } catch (error) {
    const page = await kept(request);
    if (page) return page;
    throw error;
  }
}

function inTime(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new TypeError("no answer")), PATIENCE));
  return Promise.race([fetch(request), late]);
}

async function kept(request) {
  for (const name of today()) {
    if (!(await caches.has(name))) continue;
    const cache = await caches.open(name);
    const found = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}
