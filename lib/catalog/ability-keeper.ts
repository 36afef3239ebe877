import { artifacts } from '@/lib/catalog/artifact';
import { isBug } from '@/lib/catalog/failure';
import type { KnownRelease } from '@/lib/catalog/repository-shelf';
import type { Source } from '@/lib/catalog/source';
import type { AbilityRecord } from '@/lib/oci/abilities';
import { jsonTable, put, type Store } from '@/lib/store/store';

/** What a registry can do seldom changes: it is asked again after this long, in milliseconds. */
const AGE = 24 * 60 * 60_000;

const abilities = jsonTable<AbilityRecord>('abilities', 1);

/** What was learnt of a registry at an earlier time; empty for none. */
export async function readAbilities(store: Store, registry: string): Promise<AbilityRecord> {
  return (await store.get(abilities, [registry])) ?? {};
}

/**
 * Learns what a registry can do, once a day, and keeps what calls have shown. A registry that fails at it is left alone
 * until the next time.
 * @param sample a release that is there to be asked for
 * @param now milliseconds since the epoch
 */
export async function keepAbilities(
  store: Store,
  source: Source,
  sample: KnownRelease | undefined,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  if (source.kind !== 'oci') return;
  const { registry, name } = source;
  const askedAt = registry.abilities().ranges?.at ?? null;
  if (sample !== undefined && (askedAt === null || now - askedAt >= AGE)) {
    const artifact = await store.get(artifacts, [sample.digest]);
    if (artifact?.kind === 'chart') {
      const call = { signal, priority: 'background' } as const;
      try {
        await registry.learnAbilities({ ...sample, blob: artifact.config }, call);
      } catch (error) {
        if (isBug(error)) throw error;
      }
    }
  }
  if (!signal.aborted) await store.write([put(abilities, [name], registry.abilities())]);
}
