import { z } from 'zod';
import { eventTag } from '@/lib/oci/notifications/event-tag';
import type { Notification } from '@/lib/oci/notifications/notification';

const Push = z.object({
  repository: z.string(),
  docker_url: z.string(),
  // Old servers send an object whose keys are the tags.
  updated_tags: z
    .union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((tags) => Object.keys(tags))])
    .optional(),
});

/**
 * Reads a notification of Quay: of a push, or of another event of a repository. It has neither an id nor a time, so
 * two pushes of one tag look alike.
 * Rule: https://docs.redhat.com/en/documentation/red_hat_quay/3/html/use_red_hat_quay/repository-notifications
 */
export function parseQuayNotification(_headers: Headers, json: unknown): Notification[] | undefined {
  const push = Push.safeParse(json);
  if (!push.success) return undefined;
  const { repository, updated_tags: tags } = push.data;
  const unknown = { id: null, repository, at: null, digest: null, actor: null };
  if (tags === undefined) return [{ ...unknown, tag: null, action: 'other' }];
  return tags.map((tag) => ({ ...unknown, tag: eventTag(tag), action: 'push' as const }));
}
