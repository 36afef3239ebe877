// One measured crawl by Chartroom in a process of its own: run-catalog.ts <registry url> <data folder> <concurrency>
import { openCatalog } from '@/lib/catalog/catalog';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';

const [url = '', folder = '', concurrency = '8'] = process.argv.slice(2);
const registry = createRegistry({ url, concurrency: Number(concurrency) });
const store = await openLmdbStore(folder);
const catalog = await openCatalog({
  store,
  risks: ['stable', 'candidate', 'beta', 'edge'],
  now: () => performance.timeOrigin + performance.now(),
  sources: [{ name: 'bench', url, registry, refresh: 3_600_000, promotion: 'off' }],
});
const idle = process.cpuUsage();
catalog.start();
const state = () => catalog.registries()[0];
while (state()?.progress !== null) await new Promise((resolve) => setTimeout(resolve, 20));
const { charts, lastCrawl, error, complete } = state() ?? {};
const used = process.cpuUsage(idle);
await catalog.close();
if (!complete || !lastCrawl) throw new Error(`The crawl did not come to its end: ${error ?? 'unknown'}`);
const { requests, duration } = lastCrawl;
await registry.close();
await store.close();
process.stdout.write(
  `${JSON.stringify({ requests, seconds: duration / 1000, cpuSeconds: (used.user + used.system) / 1e6, charts, peakMemory: process.resourceUsage().maxRSS * 1024 })}\n`,
);
