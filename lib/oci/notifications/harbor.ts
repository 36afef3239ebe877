import { z } from 'zod';
import { readCloudEvent, type CloudEvent } from '@/lib/oci/notifications/cloud-event';
import { eventActor } from '@/lib/oci/notifications/event-actor';
import { eventDigest } from '@/lib/oci/notifications/event-digest';
import { eventTag } from '@/lib/oci/notifications/event-tag';
import { eventTime } from '@/lib/oci/notifications/event-time';
import type { Notification } from '@/lib/oci/notifications/notification';

const Data = z.object({
  resources: z
    .array(
      z
        .object({
          tag: z.string().optional().catch(undefined),
          digest: z.string().optional().catch(undefined),
        })
        .catch({}),
    )
    .default([]),
  repository: z.object({ repo_full_name: z.string().catch('') }),
});

const Default = z.object({
  type: z.string(),
  occur_at: z.number().optional().catch(undefined),
  operator: z.string().optional().catch(undefined),
  event_data: z.unknown(),
});

/** Under both of the names Harbor gives its events: that of the default format and that of CloudEvents. */
const ACTIONS: ReadonlyMap<string, Notification['action']> = new Map([
  ['PUSH_ARTIFACT', 'push'],
  ['CREATE_TAG', 'push'],
  ['DELETE_ARTIFACT', 'delete'],
  ['harbor.artifact.pushed', 'push'],
  ['harbor.tag.created', 'push'],
  ['harbor.artifact.deleted', 'delete'],
]);

/**
 * Reads an event of Harbor in its default format or as a CloudEvent. Events without a repository, such as those about
 * a quota, are read as none.
 * Rule: https://goharbor.io/docs/main/working-with-projects/project-configuration/configure-webhooks/
 */
export function parseHarborNotification(headers: Headers, json: unknown): Notification[] | undefined {
  const cloudEvent = readCloudEvent(headers, json);
  if (cloudEvent !== undefined) {
    if (!cloudEvent.type.startsWith('harbor.')) return undefined;
    return readEvent({ ...cloudEvent, at: eventTime(cloudEvent.time) });
  }
  const event = Default.safeParse(json);
  if (!event.success || !/^[A-Z]+(_[A-Z]+)+$/.test(event.data.type)) return undefined;
  const { type, occur_at: at, operator = null, event_data: data } = event.data;
  return readEvent({ id: null, type, at: eventTime(at), operator, data });
}

function readEvent({
  id,
  type,
  at,
  operator,
  data,
}: Pick<CloudEvent, 'id' | 'type' | 'operator' | 'data'> & Pick<Notification, 'at'>): Notification[] {
  const parsed = Data.safeParse(data);
  if (!parsed.success) return [];
  const { repository, resources } = parsed.data;
  const named = resources.length === 0 ? [{}] : resources;
  const action = ACTIONS.get(type) ?? 'other';
  return named.map(({ tag, digest }: { tag?: string | undefined; digest?: string | undefined }) => ({
    id,
    repository: repository.repo_full_name,
    tag: eventTag(tag),
    action,
    at,
    digest: eventDigest(digest),
    actor: eventActor(operator),
  }));
}
