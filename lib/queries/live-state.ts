/** Whether the server tells what changes, and of which registries it learns at once. */
export interface LiveState {
  up: boolean;
  /** registries that send notifications themselves, by name */
  notifying: readonly string[];
}

export const OFFLINE: LiveState = { up: false, notifying: [] };

const RARELY = 5 * 60_000; // ms; what the server tells makes asking a mere precaution

let current = OFFLINE;

/** Notes how the live connection is doing; polls that are set from now on go by it. */
export function noteLiveState(state: LiveState): void {
  current = state;
}

/** Milliseconds until something is asked for again that the server knows by itself: rarely while it tells changes. */
export function pauseForServer(otherwise: number): number {
  return current.up ? RARELY : otherwise;
}

/**
 * Milliseconds until something is asked for again that the server only learns from a registry: rarely where that
 * registry sends notifications. Where it does not, the pages that are open make the server look.
 */
export function pauseForRegistry(registry: string, otherwise: number): number {
  return current.notifying.includes(registry) ? pauseForServer(otherwise) : otherwise;
}
