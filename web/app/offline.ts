/**
 * Registers the worker that lets a station be opened again with no network (`public/sw.js`). Browsers give workers only to https
 * and localhost; elsewhere a page that is open goes on working, and only cannot be opened anew.
 */
export const registerOffline = async (): Promise<void> => {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const code = loaded
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"))
    .map(({ href }) => href);
  active?.postMessage({ keep: ["/", ...new Set(code)] }, { transfer: [] });
};

/** Who signs out leaves nothing of theirs behind. */
export const forgetOffline = (): void => {
  if ("serviceWorker" in navigator) navigator.serviceWorker.controller?.postMessage({ forget: true }, { transfer: [] });
};
