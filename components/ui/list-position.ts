/** How a list was left. */
export interface ListPosition {
  /** CSS pixels the window was scrolled by */
  scroll: number;
  /** heights of the rows that were seen, by number from 0, in CSS pixels */
  heights: ReadonlyMap<number, number>;
}

const MOST_LISTS = 20;

const positions = new Map<string, ListPosition>();

/** Keeps how the list of a request was left: that of the last 20 lists, as long as the page lives. */
export function keepPosition(answerKey: string, position: ListPosition): void {
  positions.delete(answerKey);
  positions.set(answerKey, position);
  const [oldest] = positions.keys();
  if (positions.size > MOST_LISTS && oldest !== undefined) positions.delete(oldest);
}

/** How the list of a request was left last; undefined when it was not seen, or long ago. */
export function findPosition(answerKey: string): ListPosition | undefined {
  return positions.get(answerKey);
}
