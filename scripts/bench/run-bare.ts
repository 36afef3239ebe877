// The same requests by a bare undici loop in a process of its own:
// run-bare.ts <registry url> <file of paths> <concurrency> <how many paths to warm up on>
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { MANIFEST_ACCEPT } from '@/lib/oci/media-types';

const [url = '', file = '', concurrency = '8', warmUp = '0'] = process.argv.slice(2);
const pool = new Pool(url, { connections: Number(concurrency) });

async function request(paths: readonly string[]): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const accept = path.includes('/manifests/') ? MANIFEST_ACCEPT : '*/*';
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { accept } });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, work));
}

const paths = readFileSync(file, 'utf8').split('\n');
await request(paths.slice(0, Number(warmUp)));
const idle = process.cpuUsage();
const began = performance.now();
await request(paths);
const seconds = (performance.now() - began) / 1000;
const used = process.cpuUsage(idle);
await pool.close();
const cpuSeconds = (used.user + used.system) / 1e6;
const peakMemory = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ requests: paths.length, seconds, cpuSeconds, peakMemory })}\n`);
