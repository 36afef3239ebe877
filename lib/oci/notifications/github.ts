import { z } from 'zod';
import { eventActor } from '@/lib/oci/notifications/event-actor';
import { eventDigest } from '@/lib/oci/notifications/event-digest';
import { eventTag } from '@/lib/oci/notifications/event-tag';
import { eventTime } from '@/lib/oci/notifications/event-time';
import type { Notification } from '@/lib/oci/notifications/notification';

const Package = z.object({
  name: z.string(),
  namespace: z.string().nullish(),
  owner: z.object({ login: z.string() }).nullish().catch(null),
  package_type: z.string().nullish().catch(null),
  ecosystem: z.string().nullish().catch(null),
  updated_at: z.string().nullish().catch(null),
  package_version: z
    .object({
      container_metadata: z
        .object({
          tag: z
            .object({ name: z.string().nullish(), digest: z.string().nullish().catch(null) })
            .nullish()
            .catch(null),
        })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

const Event = z.object({
  action: z.string().catch(''),
  sender: z.object({ login: z.string() }).nullish().catch(null),
  package: Package.optional(),
  registry_package: Package.optional(),
});

/** GitHub writes times it does not know as the year 1. */
const UNKNOWN_TIME = /^0001-/;

/**
 * Reads an event of GitHub Packages about the container registry `ghcr.io`. Others, the `ping` of a new webhook among
 * them, are read as none.
 * Rule: https://docs.github.com/en/webhooks/webhook-events-and-payloads#package and `#registry_package`
 */
export function parseGitHubNotification(headers: Headers, json: unknown): Notification[] | undefined {
  const name = headers.get('x-github-event');
  if (name === null) return undefined;
  if (name !== 'package' && name !== 'registry_package') return [];
  const event = Event.safeParse(json);
  const found = event.data?.package ?? event.data?.registry_package;
  if (event.data === undefined || found === undefined) return [];
  const kind = found.package_type ?? found.ecosystem;
  const owner = found.owner?.login ?? found.namespace;
  if (kind?.toLowerCase() !== 'container' || !owner) return [];
  const { updated_at: updatedAt } = found;
  const tag = found.package_version?.container_metadata?.tag;
  return [
    {
      id: headers.get('x-github-delivery'),
      repository: `${owner}/${found.name}`.toLowerCase(), // accounts have upper case, references to images never
      tag: eventTag(tag?.name),
      // Nothing tells of a deletion; GitHub announces versions that are published or updated.
      action: 'push',
      at: UNKNOWN_TIME.test(updatedAt ?? '') ? null : eventTime(updatedAt),
      digest: eventDigest(tag?.digest),
      actor: eventActor(event.data.sender?.login),
    },
  ];
}
