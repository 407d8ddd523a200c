/**
 * Lets a station be opened again with no network: the page and its code as they were last, and the few lists a station needs.
 * Code is named by its content, so what is kept is never an old version of what is asked for; the page itself and the lists come
 * from the network whenever there is one. Nothing that is posted passes through here.
 */
const CODE = "entrepot-code-1";
const LISTS = "entrepot-lists-1";
const PAGE = "/";
const CODE_MAX = 200;
const KEPT_LISTS = new Set(["me", "sites", "products", "locations", "devices"].map((name) => `/api/v1/${name}`));

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== CODE && name !== LISTS) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("message", (event) => {
  const { keep, forget } = event.data ?? {};
  if (Array.isArray(keep)) event.waitUntil(keepCode(keep));
  if (forget === true) event.waitUntil(caches.delete(LISTS));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/assets/") || pathname === "/icon.svg") event.respondWith(keptFirst(request));
  else if (request.mode === "navigate" && !pathname.startsWith("/api")) event.respondWith(networkFirst(request, CODE, PAGE));
  else if (KEPT_LISTS.has(pathname)) event.respondWith(networkFirst(request, LISTS, request));
});

const keptFirst = async (request) => {
  const cache = await caches.open(CODE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
};

/** Any answer counts, a refusal too; only without one is the kept copy given. */
const networkFirst = async (request, cacheName, key) => {
  const cache = await caches.open(cacheName);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(key, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw fault;
  }
};

/** What was loaded before this worker was there. The oldest code goes when there is too much of it. */
const keepCode = async (addresses) => {
  const cache = await caches.open(CODE);
  for (const address of addresses) if (!(await cache.match(address))) await cache.add(address).catch(() => undefined);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - CODE_MAX))) await cache.delete(old);
};
