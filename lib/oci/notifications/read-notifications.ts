import { AppError } from '@/lib/errors';
import { isRepositoryName } from '@/lib/oci/names';
import { parseDistributionNotification } from '@/lib/oci/notifications/distribution';
import { parseDockerHubNotification } from '@/lib/oci/notifications/docker-hub';
import { parseGitHubNotification } from '@/lib/oci/notifications/github';
import { parseHarborNotification } from '@/lib/oci/notifications/harbor';
import type { Notification, NotificationParser } from '@/lib/oci/notifications/notification';
import { parseQuayNotification } from '@/lib/oci/notifications/quay';
import { parseZotNotification } from '@/lib/oci/notifications/zot';

/** A delivery may have this many bytes … */
export const MAX_NOTIFICATION_BYTES = 1024 * 1024;
/** … and this many events. */
const MAX_EVENTS = 1000;

// Those that say who they are in a header go first; the shapes of the others exclude each other.
const PARSERS: readonly NotificationParser[] = [
  parseGitHubNotification,
  parseHarborNotification,
  parseZotNotification,
  parseDistributionNotification,
  parseDockerHubNotification,
  parseQuayNotification,
];

/** What a delivery says. */
export interface Notices {
  notifications: Notification[];
  /** events left out because what they name is no repository */
  unusable: number;
}

/**
 * Reads a delivery of any sender that is known, by its headers and its shape.
 * @param body the raw bytes, at most 1 MiB
 * @throws AppError `invalid_request` when it is too large, no JSON, of no known shape, or has more than 1,000 events
 */
export function readNotifications(headers: Headers, body: Uint8Array): Notices {
  if (body.byteLength > MAX_NOTIFICATION_BYTES) {
    throw invalid(`A notification may have ${MAX_NOTIFICATION_BYTES / 1024} KiB; this one is larger.`);
  }
  const json = parseJson(headers, body);
  for (const parse of PARSERS) {
    const read = parse(headers, json);
    if (read === undefined) continue;
    if (read.length > MAX_EVENTS) throw invalid(`A notification may have ${MAX_EVENTS} events.`);
    const notifications = read.filter(({ repository }) => isRepositoryName(repository));
    return { notifications, unusable: read.length - notifications.length };
  }
  throw invalid(
    'This is no notification Chartroom knows. It reads those of distribution, Harbor, Quay, zot, GitHub Packages and Docker Hub.',
  );
}

function parseJson(headers: Headers, body: Uint8Array): unknown {
  if (headers.get('content-type')?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true) {
    throw invalid('Send notifications as JSON. On GitHub, choose the content type application/json.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new AppError('invalid_request', 'The notification is not JSON.', { cause: error });
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid_request', message);
}
