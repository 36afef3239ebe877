import { exactTime } from '@/components/ui/duration-words';

/** When a sign-in ends, by the reader's own clock: "until 18:05", with the day where it is another one. */
export function untilWords(expiresAt: string, now: number): string {
  const end = new Date(expiresAt);
  if (Number.isNaN(end.getTime())) return '';
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(end);
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
  return day.format(end) === day.format(now) ? `until ${time}` : `until ${day.format(end)}, ${time}`;
}

/** The same, exact, for those who look closer. */
export function exactEnd(expiresAt: string): string {
  const end = Date.parse(expiresAt);
  return Number.isNaN(end) ? expiresAt : exactTime(end);
}
