/** An explicit choice, or whatever the system prefers. */
export type Theme = 'light' | 'dark' | 'system';

/** The cookie that keeps the choice, so that the server's first answer already has the right colours. */
export const THEME_COOKIE = 'theme';

/** The page background of each scheme, for the browser's own bars; the same as `--color-paper` in app/globals.css. */
export const PAPER = { light: '#faf6ea', dark: '#0c1724' } as const;

/** Reads the cookie's value; anything unknown is `system`. */
export function parseTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
