import type { AbilityLog } from '@/lib/oci/abilities';
import { blobPath, manifestPath, referrersPath } from '@/lib/oci/endpoint';
import { contentTypeOf, type Answer } from '@/lib/oci/exchange';
import { MANIFEST_ACCEPT, OCI_INDEX, withoutParameters } from '@/lib/oci/media-types';
import type { Digest } from '@/lib/oci/names';
import { MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { pullScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';

const MAX_REFERRERS_BYTES = 4 * 1024 * 1024;
/** Of a server that sends the whole where a part was asked for, no more than this is read. */
const MAX_PART_BYTES = 64 * 1024;

/**
 * Asks three harmless questions, each of which the specification leaves open: is there a referrers API, is a manifest
 * that has not changed answered with 304, can a part of a blob be had.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @param sample a manifest that exists, and a blob it names
 * @throws RegistryError when no answer came
 */
export async function learnAbilities(
  session: Session,
  abilities: AbilityLog,
  { repository, digest, blob }: { repository: string; digest: Digest; blob: Digest },
  options: CallOptions,
): Promise<void> {
  const call = { method: 'GET', scope: pullScope(repository), idempotent: true } as const;
  const referrers = await session.call(
    {
      ...call,
      path: referrersPath(repository, digest),
      accept: OCI_INDEX,
      maxBytes: MAX_REFERRERS_BYTES,
      // GHCR sends to a web page from here: https://github.com/artifacthub/hub/issues/4785
      redirect: 'manual',
    },
    options,
  );
  if (isSaid(referrers.status))
    abilities.note(
      'referrers',
      referrers.status === 200 && withoutParameters(contentTypeOf(referrers) ?? '') === OCI_INDEX,
    );
  const again = await session.call(
    {
      ...call,
      path: manifestPath(repository, digest),
      accept: MANIFEST_ACCEPT,
      maxBytes: MAX_MANIFEST_BYTES,
      headers: { 'if-none-match': `"${digest}"` },
      redirect: 'manual',
    },
    options,
  );
  if (isSaid(again.status)) abilities.note('notModified', again.status === 304);
  const part = await statusOfPart(() =>
    session.call(
      {
        ...call,
        path: blobPath(repository, blob),
        accept: '*/*',
        maxBytes: MAX_PART_BYTES,
        headers: { range: 'bytes=0-0' },
      },
      options,
    ),
  );
  if (isSaid(part)) abilities.note('ranges', part === 206);
}

/** More than was asked for is an answer, too: the part can't be had. */
async function statusOfPart(ask: () => Promise<Answer>): Promise<number> {
  try {
    return (await ask()).status;
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'too_large') return 200;
    throw error;
  }
}

/** Whether the answer is about what was asked, rather than about us or the server's health. */
function isSaid(status: number): boolean {
  return status !== 401 && status !== 403 && status !== 429 && status < 500;
}
