import { z } from 'zod';
import { eventActor } from '@/lib/oci/notifications/event-actor';
import { eventTag } from '@/lib/oci/notifications/event-tag';
import { eventTime } from '@/lib/oci/notifications/event-time';
import type { Notification } from '@/lib/oci/notifications/notification';

const Push = z.object({
  push_data: z.object({
    tag: z.string().optional().catch(undefined),
    pushed_at: z.number().optional().catch(undefined),
    pusher: z.string().optional().catch(undefined),
  }),
  repository: z.object({ repo_name: z.string() }),
});

/**
 * Reads a push at Docker Hub. The address it wants to be called back at is never called: it comes from outside.
 * Rule: https://docs.docker.com/docker-hub/repos/manage/webhooks/#example-webhook-payload
 */
export function parseDockerHubNotification(_headers: Headers, json: unknown): Notification[] | undefined {
  const push = Push.safeParse(json);
  if (!push.success) return undefined;
  const { push_data: data, repository } = push.data;
  return [
    {
      id: null,
      repository: repository.repo_name,
      tag: eventTag(data.tag),
      action: 'push',
      at: eventTime(data.pushed_at),
      digest: null,
      actor: eventActor(data.pusher),
    },
  ];
}
