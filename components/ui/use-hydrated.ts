'use client';
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;
const yes = () => true;
const no = () => false;

/** Whether the page has come alive: false on the server and while React takes up what that rendered. */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, yes, no);
}
