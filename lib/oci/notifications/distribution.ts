import { z } from 'zod';
import { eventActor } from '@/lib/oci/notifications/event-actor';
import { eventDigest } from '@/lib/oci/notifications/event-digest';
import { eventTag } from '@/lib/oci/notifications/event-tag';
import { eventTime } from '@/lib/oci/notifications/event-time';
import type { Notification } from '@/lib/oci/notifications/notification';

const Target = z.object({
  repository: z.string().catch(''),
  tag: z.string().optional().catch(undefined),
  digest: z.string().optional().catch(undefined),
  mediaType: z.string().optional().catch(undefined),
});

// One event that can't be read must not refuse the others: distribution sends an envelope again until it is taken.
const Event = z.object({
  id: z.string().nullish().catch(null),
  timestamp: z.string().nullish().catch(null),
  action: z.string().catch(''),
  target: Target.catch({ repository: '' }),
  actor: z.object({ name: z.string() }).nullish().catch(null),
});

const Envelope = z.object({ events: z.array(z.unknown()) });

const NOTHING: Notification = {
  id: null,
  repository: '',
  tag: null,
  action: 'other',
  at: null,
  digest: null,
  actor: null,
};

/** What distribution calls the content of a layer; pushing one changes no tag. */
const LAYER = /^application\/octet-stream$|\.(layer|config|content)\.|\.diff\.|tar\+?gzip$/;

/**
 * Reads an envelope of events as the CNCF distribution registry sends it.
 * Rule: https://distribution.github.io/distribution/about/notifications/#events
 */
export function parseDistributionNotification(_headers: Headers, json: unknown): Notification[] | undefined {
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return undefined;
  return envelope.data.events.map((entry) => {
    const event = Event.safeParse(entry);
    return event.success ? readEvent(event.data) : NOTHING;
  });
}

function readEvent({ id, timestamp, action, target, actor }: z.infer<typeof Event>): Notification {
  return {
    id: id ?? null,
    repository: target.repository,
    tag: eventTag(target.tag),
    action: actionOf(action, target),
    at: eventTime(timestamp),
    digest: eventDigest(target.digest),
    actor: eventActor(actor?.name),
  };
}

function actionOf(action: string, { tag, mediaType = '' }: z.infer<typeof Target>): Notification['action'] {
  if (action === 'delete') return 'delete';
  const isLayer = tag === undefined && LAYER.test(mediaType);
  return action === 'push' && !isLayer ? 'push' : 'other';
}
