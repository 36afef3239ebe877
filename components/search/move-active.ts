/**
 * Where a key of a list box leads.
 * @param place the active option, from 0
 * @param count how many options there are
 * @returns undefined when the key moves nothing
 */
export function moveActive(key: string, place: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (place + 1) % count;
    case 'ArrowUp':
      return (place - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
