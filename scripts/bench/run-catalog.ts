// One measured crawl by Chartroom in a process of its own:
// run-catalog.ts <registry url> <data folder> <concurrency> <glob of repositories to warm up on>
import { join } from 'node:path';
import { openCatalog } from '@/lib/catalog/catalog';
import type { RegistryState } from '@/lib/catalog/registry-state';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';

const [url = '', folder = '', concurrency = '8', warmUp = ''] = process.argv.slice(2);

interface Crawl {
  state: RegistryState;
  cpuSeconds: number;
}

async function crawl(data: string, repositories: string[]): Promise<Crawl> {
  const registry = createRegistry({ url, concurrency: Number(concurrency) });
  const store = await openLmdbStore(data);
  const catalog = await openCatalog({
    store,
    risks: ['stable', 'candidate', 'beta', 'edge'],
    now: () => performance.timeOrigin + performance.now(),
    sources: [
      { name: 'bench', kind: 'oci', url, registry, repositories, refresh: 3_600_000, promotion: 'off' },
    ],
  });
  const idle = process.cpuUsage();
  catalog.start();
  const look = (): RegistryState | undefined => catalog.registries()[0];
  while (look()?.progress !== null) await new Promise((resolve) => setTimeout(resolve, 50));
  const used = process.cpuUsage(idle);
  const state = look();
  await catalog.close();
  await registry.close();
  await store.close();
  if (!state?.complete) throw new Error(`The crawl did not come to its end: ${state?.error ?? 'unknown'}`);
  return { state, cpuSeconds: (used.user + used.system) / 1e6 };
}

if (warmUp !== '') await crawl(join(folder, `warm-up-${process.pid}`), [warmUp]);
const { state, cpuSeconds } = await crawl(join(folder, 'store'), []);
const { requests, duration } = state.lastCrawl ?? { requests: 0, duration: 0 };
const peakMemory = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
  `${JSON.stringify({ requests, seconds: duration / 1000, cpuSeconds, charts: state.charts, peakMemory })}\n`,
);
