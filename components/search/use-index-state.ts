'use client';
import { useSyncExternalStore } from 'react';
import type { IndexState } from '@/lib/search/search-messages';
import { findSearchWorker, startSearchWorker } from '@/lib/search/start-search-worker';

const listen = (listener: () => void): (() => void) => startSearchWorker().listen(listener);
const read = (): IndexState | undefined => findSearchWorker()?.state;
const readOnServer = (): undefined => undefined;

/** What the search worker has to search; undefined until it told. Starts the worker. */
export function useIndexState(): IndexState | undefined {
  return useSyncExternalStore(listen, read, readOnServer);
}
