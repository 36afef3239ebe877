import { Readable } from 'node:stream';
import type { History } from '@/lib/channels/history';
import type { Promotion } from '@/lib/channels/promotion';
import { promotionStatement, statementArtifact } from '@/lib/channels/promotion-statement';
import { putReferrer } from '@/lib/oci/put-referrer';
import type { CallOptions, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

const CALL: CallOptions = { priority: 'background' };

/**
 * Puts a statement about a promotion beside the promoted chart, into the registry itself, and records its digest, or
 * why there is none. It is no part of the promotion: nobody waits for it, and its failure undoes nothing. What moved
 * nothing gets none.
 * @param registry with a login that may push
 * @returns the promotion as it is recorded now
 */
export async function leaveEvidence(
  promotion: Promotion,
  registry: Registry,
  history: History,
): Promise<Promotion> {
  if (promotion.outcome !== 'moved') return promotion;
  const evidence = await putStatement(promotion, registry).catch((error: unknown) => {
    if (error instanceof RegistryError) return { error: error.message };
    throw error;
  });
  return (await history.amend(promotion.id, { evidence })) ?? promotion;
}

async function putStatement(
  promotion: Promotion,
  registry: Registry,
): Promise<Extract<Promotion['evidence'], { digest: unknown }>> {
  const { repository, channel, from, to, at } = promotion;
  const subject = await registry.headManifest(repository, to.digest, CALL);
  const statement = promotionStatement(promotion, new URL(registry.url).host);
  const about = `${channel}: ${from?.version ?? 'new'} → ${to.version}`;
  const { manifest, blobs } = statementArtifact(statement, subject, at, about);
  for (const { digest, bytes } of blobs) {
    await registry.putBlob(
      repository,
      { digest, size: bytes.length },
      async (offset) => Readable.from([bytes.subarray(offset)]),
      { resume: null, onPlace: () => {}, onBytes: () => {} },
      CALL,
    );
  }
  const { digest } = await putReferrer(registry, repository, manifest, CALL);
  return { digest };
}
