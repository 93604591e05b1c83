// Opens today's register when the network or the server does not answer. It keeps nothing by itself: the register
// page puts its own list into the cache (offline.js). Everything is asked of the network first.

const KEPT = "register-";
const PATIENCE = 6_000; // ms for a page before the kept one is shown
const WAYS_OUT = ["/accounts/login/", "/accounts/logout/", "/lock/"];

const today = () => KEPT + new Date().toLocaleDateString("sv");

async function wipe(spare = "") {
  for (const name of await caches.keys()) if (name.startsWith(KEPT) && name !== spare) await caches.delete(name);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), wipe(today())])));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate" && WAYS_OUT.includes(pathname)) return event.waitUntil(wipe());
  const isRegister = request.mode === "navigate" && /^\/registers\/\d+\/[\d-]+\/[ap]m\/$/.test(pathname);
  if (request.method !== "GET" || !(isRegister || pathname.startsWith("/static/"))) return;
  event.respondWith(networkFirst(request, isRegister));
});

async function networkFirst(request, isRegister) {
  await wipe(today());
  try {
    const response = await (isRegister ? inTime(request) : fetch(request));
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
  const cache = await caches.open(today());
  return cache.match(request, { ignoreSearch: true, ignoreVary: true });
}
