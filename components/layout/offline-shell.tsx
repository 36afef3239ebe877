'use client';
import { useEffect } from 'react';
import { listLoadedFiles } from '@/components/layout/loaded-files';

const SERVICE_WORKER = '/service-worker.js';

/**
 * Has the browser keep what it needs to list charts while the server can't be reached. Only in a built application:
 * the names of a development build's files do not change with their content. Shows nothing.
 */
export function OfflineShell() {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return undefined;
    // A browser that refuses has the pages from the server only.
    navigator.serviceWorker.register(SERVICE_WORKER, { updateViaCache: 'none' }).catch(() => undefined);
    return watchLoadedFiles(tellServiceWorker);
  }, []);
  return null;
}

async function tellServiceWorker(files: string[]): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  active?.postMessage({ files });
}

/** Tells of every file the page loads: at its first visit the service worker is not there yet to see them. */
function watchLoadedFiles(tell: (files: string[]) => Promise<void>): () => void {
  const observer = new PerformanceObserver((loaded) => {
    const files = listLoadedFiles(loaded.getEntries().map(({ name }) => name));
    if (files.length > 0) void tell(files);
  });
  observer.observe({ type: 'resource', buffered: true });
  return () => observer.disconnect();
}
