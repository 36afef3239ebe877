/**
 * A sender's time as ISO 8601 in UTC, or null when it names none that can be.
 * @param value seconds since the epoch, or a date as text (RFC 3339)
 */
export function eventTime(value: number | string | null | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  const date = new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
