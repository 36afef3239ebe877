import { z } from 'zod';
import { readCloudEvent } from '@/lib/oci/notifications/cloud-event';
import { eventDigest } from '@/lib/oci/notifications/event-digest';
import { eventTag } from '@/lib/oci/notifications/event-tag';
import { eventTime } from '@/lib/oci/notifications/event-time';
import type { Notification } from '@/lib/oci/notifications/notification';

const Data = z.object({
  name: z.string(),
  reference: z.string().optional().catch(undefined),
  digest: z.string().optional().catch(undefined),
});

/** What follows the prefix, which zot's configuration may change. */
const TYPE = /^[\w.-]+\.(image\.updated|image\.deleted|image\.lint_failed|repository\.created)$/;

/**
 * Reads a CloudEvent of zot.
 * Rule: https://zotregistry.dev/latest/articles/events/
 */
export function parseZotNotification(headers: Headers, json: unknown): Notification[] | undefined {
  const event = readCloudEvent(headers, json);
  const kind = TYPE.exec(event?.type ?? '')?.[1];
  if (event === undefined || kind === undefined) return undefined;
  const data = Data.safeParse(event.data);
  if (!data.success) return [];
  const { name, reference, digest } = data.data;
  return [
    {
      id: event.id,
      repository: name,
      tag: eventTag(reference),
      action: actionOf(kind),
      at: eventTime(event.time),
      digest: eventDigest(digest),
      actor: null,
    },
  ];
}

/** A repository is created empty; what is pushed into it comes as an event of its own. */
function actionOf(kind: string): Notification['action'] {
  if (kind === 'image.updated') return 'push';
  return kind === 'image.deleted' ? 'delete' : 'other';
}
