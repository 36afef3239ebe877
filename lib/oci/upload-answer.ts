import { wrongAnswer } from '@/lib/oci/answer-error';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import type { RegistryError } from '@/lib/oci/registry-error';

/**
 * Whether the answer ends an upload well.
 * @throws RegistryError `digest_mismatch` when the registry says that it made another blob of it
 */
export function isEnded(answer: Answer, digest: Digest): boolean {
  if (answer.status !== 201 && answer.status !== 204) return false;
  const reported = answer.headers['docker-content-digest'];
  if (reported !== undefined && reported !== digest)
    throw wrongAnswer('digest_mismatch', answer, `reports another digest than ${digest}`);
  return true;
}

/** Whether the registry found the bytes it got to have another digest. */
export function isDigestRefused({ entries }: RegistryError): boolean {
  return entries.some(({ code }) => code === 'DIGEST_INVALID');
}
