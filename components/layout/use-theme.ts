'use client';
import { useSyncExternalStore } from 'react';
import { parseTheme, THEME_COOKIE, type Theme } from '@/components/layout/theme';

const YEAR = 31_536_000; // seconds

const listeners = new Set<() => void>();

/** Puts a theme to use at once, and keeps it for a year. In a browser only. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === 'system' ? 0 : YEAR;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax`;
  for (const listener of listeners) listener();
}

/** The theme in use. @param initial what the server rendered with */
export function useTheme(initial: Theme): Theme {
  return useSyncExternalStore(listen, readTheme, () => initial);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function readTheme(): Theme {
  return parseTheme(document.documentElement.dataset.theme);
}
