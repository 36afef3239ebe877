import { createStore, delMany, getMany, keys, setMany } from 'idb-keyval';
import type { IndexKeep, KeptSegment } from '@/lib/search/index-keep';

const DATABASE = 'chartroom-search-1'; // another number where what is kept changes its shape
const MANIFEST = 'manifest';

/** Keeps the index in IndexedDB, which plain http has too. In a browser only. */
export function openBrowserKeep(): IndexKeep {
  const store = createStore(DATABASE, 'segments');
  return {
    async read() {
      const names = (await keys<string>(store)).filter((name) => name !== MANIFEST);
      const [manifest, ...segments] = await getMany<unknown>([MANIFEST, ...names], store);
      if (typeof manifest !== 'string') return undefined;
      return { manifest, segments: segments.filter(isKeptSegment) };
    },
    async write(manifest, segments, names) {
      // Segments first: a manifest that names what is not there would be worse than an old one.
      await setMany(
        segments.map((segment) => [segment.name, segment]),
        store,
      );
      await setMany([[MANIFEST, manifest]], store);
      const gone = (await keys<string>(store)).filter((name) => name !== MANIFEST && !names.includes(name));
      await delMany(gone, store);
    },
  };
}

function isKeptSegment(value: unknown): value is KeptSegment {
  const segment = value as Partial<KeptSegment> | undefined;
  return (
    typeof segment?.name === 'string' && typeof segment.hash === 'string' && typeof segment.text === 'string'
  );
}
