'use client';
import { useEffect } from 'react';

const SERVICE_WORKER = '/service-worker.js';

/**
 * Has the browser keep what it needs to list charts while the server can't be reached. Only in a built application:
 * the names of a development build's files do not change with their content. Shows nothing.
 */
export function OfflineShell() {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return;
    // A browser that refuses has the pages from the server only.
    navigator.serviceWorker.register(SERVICE_WORKER, { updateViaCache: 'none' }).catch(() => undefined);
  }, []);
  return null;
}
