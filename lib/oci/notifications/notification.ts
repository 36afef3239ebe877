import type { Digest } from '@/lib/oci/names';

/** What a registry says has happened in one of its repositories. A hint where to look, never a fact by itself. */
export interface Notification {
  /** what the sender calls this one event, when it names events */
  id: string | null;
  /** as the sender wrote it; outside the grammar of repository names where a registry is */
  repository: string;
  /** null where a digest was pushed or deleted, or none is told */
  tag: string | null;
  /** `other`: a pull, a scan, a layer. It changes nothing that tags lead to */
  action: 'push' | 'delete' | 'other';
  /** when it happened by the sender's clock, as ISO 8601; null when it does not say */
  at: string | null;
  /** what the tag means now; null where that is not told */
  digest: Digest | null;
  /** who did it, as the sender names them, on one line; null where nobody is named */
  actor: string | null;
}

/** Reads one sender's notifications. @returns undefined when the body has another sender's shape. Never throws. */
export type NotificationParser = (headers: Headers, json: unknown) => Notification[] | undefined;
