import { AppError } from '@/lib/errors';
import { readContent, type Content } from '@/lib/channels/chart-content';
import type { PromotionRequest } from '@/lib/channels/promotion';
import type { Observation } from '@/lib/channels/promotion-refusal';
import { explainRefusal } from '@/lib/channels/registry-refusal';
import { findVersionTag } from '@/lib/channels/version-tag';
import type { RawManifest } from '@/lib/oci/manifest';
import type { CallOptions, PutCondition, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';

/** What a promotion reads of a registry. */
export type ReadableRegistry = Pick<Registry, 'getManifest' | 'headManifest' | 'getBlob'>;

/** What a promotion finds before it writes. */
export interface Observed {
  /** what would be put under the channel's tag; null when the registry has nothing under the digest */
  manifest: RawManifest | null;
  observation: Observation;
  /** asks the registry to put only over what was found under the channel, where it names that by digest */
  condition: PutCondition | undefined;
}

/**
 * Reads everything a promotion depends on: the chart, its version's own tag, and last the channel, so that as little
 * time as possible lies between this look and the write.
 * @throws AppError `chart_not_found` for an unknown repository, and what `explainRefusal` gives for a login that may not
 *   read; RegistryError when the registry can't be asked
 */
export async function observePromotion(
  request: PromotionRequest,
  registry: ReadableRegistry,
  signal?: AbortSignal,
): Promise<Observed> {
  const { repository, channel, digest } = request;
  const options: CallOptions = { priority: 'interactive', signal };
  try {
    const manifest = await readManifest(registry, repository, digest, options);
    const source = manifest && (await readContent(registry, repository, manifest, options));
    const version = source?.kind === 'chart' ? source.version : null;
    const versionTag =
      version === null ? null : await findVersionTag(registry, repository, { version, digest }, signal);
    const current = await readManifest(registry, repository, channel, options);
    const held: Content | null =
      current !== null && current.digest === source?.digest
        ? source
        : current && (await readContent(registry, repository, current, options));
    return {
      manifest,
      observation: { channel: held, source, versionTag },
      condition: conditionOf(current),
    };
  } catch (error) {
    // The login is the visitor's business here: a registry that refuses it says who may not promote.
    const refused =
      error instanceof RegistryError && (error.kind === 'unauthorized' || error.kind === 'denied');
    throw refused ? explainRefusal(error, channel) : error;
  }
}

function conditionOf(current: RawManifest | null): PutCondition | undefined {
  if (current === null) return { 'if-none-match': '*' };
  // What stands in between may have made it another one, such as a weak one, which no write can match.
  const { etag, digest } = current;
  return etag === `"${digest}"` ? { 'if-match': etag } : undefined;
}

async function readManifest(
  registry: ReadableRegistry,
  repository: string,
  reference: string,
  options: CallOptions,
): Promise<RawManifest | null> {
  try {
    return await registry.getManifest(repository, reference, options);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'not_found') throw error;
    if (error.entries.some(({ code }) => code === 'NAME_UNKNOWN')) {
      throw new AppError('chart_not_found', `The registry knows no repository ${repository}.`, {
        cause: error,
      });
    }
    return null;
  }
}
