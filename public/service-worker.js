// The service worker of every page: what is hashed by content is kept, and the list's page is, so that charts can be
// searched while the server can't be reached. It asks the server first for every page, and never keeps an API answer.

const SHELL = 'chartroom-shell-1';
const STATIC = 'chartroom-static-1';

const MOST_STATIC = 400; // files; some twenty builds
const TIME_LIMIT = 5000; // ms that a page may take while there is another to show

/** What gateways answer when the server behind them does not. */
const NOT_THERE = new Set([502, 503, 504]);
const NO_PAGES = /^\/(?:api|_next|chart-files)\/|^\/(?:healthz|readyz|[^/]+\.[a-z]+)$/;

self.addEventListener('install', (event) => {
  event.waitUntil(fetchShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([dropOldCaches(), self.clients.claim()]));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/_next/static/')) event.respondWith(answerStatic(event));
  else if (request.mode === 'navigate' && !NO_PAGES.test(url.pathname)) {
    event.respondWith(url.pathname === '/' ? answerList(event, url) : answerPage(event));
  }
});

self.addEventListener('message', (event) => {
  const { files } = event.data ?? {};
  if (Array.isArray(files)) event.waitUntil(keepFiles(files));
});

/** Keeps files that a page loaded before this worker was there to see it. */
async function keepFiles(files) {
  const cache = await caches.open(STATIC);
  for (const path of files.slice(0, MOST_STATIC)) {
    if (listFiles(String(path))[0] !== path) continue;
    if ((await cache.match(path, { ignoreVary: true })) !== undefined) continue;
    try {
      const file = await fetch(path);
      if (isWhole(file)) await keepStatic(cache, path, file);
    } catch {
      // It is kept when it is loaded the next time.
    }
  }
}

/** A file that never changes under its name: the one that is kept, else the server's. */
async function answerStatic(event) {
  const cache = await caches.open(STATIC);
  const kept = await cache.match(event.request, { ignoreVary: true });
  // Without an address of its own, so that a worker's is the asked one, with the fragment that tells what to load.
  if (kept !== undefined) return new Response(kept.body, { status: kept.status, headers: kept.headers });
  const response = await fetch(event.request);
  if (isWhole(response)) event.waitUntil(keepStatic(cache, event.request, response.clone()));
  return response;
}

/** The list as the server has it; as it was kept when the server can't be reached or takes too long. */
async function answerList(event, url) {
  const shell = await findShell();
  const asked = fetch(event.request).then((response) => {
    if (url.search === '' && isWhole(response)) event.waitUntil(keepShell(response.clone()));
    return response;
  });
  const answered = asked.then(
    (response) => (NOT_THERE.has(response.status) ? undefined : response),
    () => undefined,
  );
  event.waitUntil(answered); // an answer that comes too late is kept all the same
  const response = await (shell === undefined ? answered : Promise.race([answered, pause(TIME_LIMIT)]));
  return response ?? shell ?? createOfflinePage();
}

/** A page as the server has it, or one that says that the server can't be reached. */
async function answerPage(event) {
  try {
    const response = await fetch(event.request);
    return NOT_THERE.has(response.status) ? createOfflinePage() : response;
  } catch {
    return createOfflinePage();
  }
}

async function findShell() {
  return (await caches.open(SHELL)).match('/', { ignoreVary: true });
}

/** Keeps the list's page before somebody opened it. Without it there is none yet: that is no reason to fail. */
async function fetchShell() {
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' } });
    if (isWhole(response)) await keepShell(response);
  } catch {
    // not there
  }
}

/** Keeps the list's page, once the files that it needs are kept: half of it would be of no use. */
async function keepShell(response) {
  if (!(response.headers.get('content-type') ?? '').startsWith('text/html')) return;
  const page = response.clone();
  const cache = await caches.open(STATIC);
  try {
    await Promise.all(
      listFiles(await response.text()).map(async (path) => {
        if ((await cache.match(path, { ignoreVary: true })) !== undefined) return;
        const file = await fetch(path);
        if (!isWhole(file)) throw new Error(`${path} answered ${file.status}.`);
        await cache.put(path, file);
      }),
    );
    await (await caches.open(SHELL)).put('/', page);
  } catch {
    // The page that was kept before stays, with its files.
  }
}

async function keepStatic(cache, request, response) {
  try {
    await cache.put(request, response);
    await dropOldFiles(cache);
  } catch {
    // There is no room: the browser goes on without.
  }
}

/** The files longest kept go, but for those of the list's page. */
async function dropOldFiles(cache) {
  const kept = await cache.keys();
  if (kept.length <= MOST_STATIC) return;
  const needed = new Set(listFiles((await (await findShell())?.text()) ?? ''));
  const others = kept.filter(({ url }) => !needed.has(new URL(url).pathname));
  await Promise.all(others.slice(0, kept.length - MOST_STATIC).map((request) => cache.delete(request)));
}

async function dropOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('chartroom-') && name !== SHELL && name !== STATIC);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The files that a page loads, or tells its scripts to load. */
function listFiles(html) {
  return [...new Set(html.match(/\/_next\/static\/[\w./~%@+-]+\.\w+/g) ?? [])];
}

/** Whether an answer is the server's own, and all of it. */
function isWhole(response) {
  return response.status === 200 && response.type === 'basic' && !response.redirected;
}

function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function createOfflinePage() {
  return new Response(OFFLINE_PAGE, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  });
}

const OFFLINE_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not reachable · Chartroom</title>
<style>
  :root { color-scheme: light dark; background: light-dark(#faf6ea, #0c1724); color: light-dark(#15243b, #e9e1cc) }
  body { max-width: 40rem; margin: 15vh auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
  a { color: light-dark(#a0116c, #f094cc) }
</style>
<h1>The Chartroom server can’t be reached</h1>
<p>This page needs it: releases are read from their registries, so that what you see is what there is.</p>
<p><a href="">Try again</a>, or <a href="/">search the charts</a> that this browser knows.</p>
</html>
`;
