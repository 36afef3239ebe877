/**
 * Whether the registry an image names has it.
 * `external`: its registry is not configured, so it is never asked. `unknown`: not asked yet.
 * `unreachable`: asked, and no answer; that is not the same as `absent`.
 */
export type ImagePresence = 'unknown' | 'external' | 'present' | 'absent' | 'unreachable';
