import type { Answer } from '@/lib/oci/exchange';

/** What registries and what stands before them call a request: AWS, Azure and GitHub have names of their own. */
const REQUEST_IDS = [
  'x-request-id',
  'x-amzn-requestid',
  'x-ms-correlation-request-id',
  'x-github-request-id',
  'x-correlation-id',
];
const MAX_LENGTH = 200;

/** What the registry calls a request in its own logs, at most 200 printable characters; null where it does not say. */
export function requestIdOf({ headers }: Pick<Answer, 'headers'>): string | null {
  const ids = REQUEST_IDS.map((name) => headers[name]);
  const id = ids.find((value) => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value));
  return typeof id === 'string' ? id.slice(0, MAX_LENGTH) : null;
}
