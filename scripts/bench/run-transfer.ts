// One copy of a blob from a registry to another, as a process of its own: `run-transfer.ts <from> <to> <digest> <size>`.
// Prints what it took as JSON.
import type { Digest } from '@/lib/oci/names';
import { createRegistry } from '@/lib/oci/registry-client';

const [from = '', to = '', digest = '', size = ''] = process.argv.slice(2);
const source = createRegistry({ url: from });
const target = createRegistry({ url: to });
const blob = { digest: digest as Digest, size: Number(size) };
await Promise.all([source.ping(), target.ping()]);
// Not `resourceUsage().maxRSS`: that begins with what the process that started this one held.
let peakMemory = 0;
let looked = 0;
function look(sent: number): void {
  if (sent < looked) return;
  looked = sent + 4 * 1024 * 1024;
  peakMemory = Math.max(peakMemory, process.memoryUsage.rss());
}

const cpu = process.cpuUsage();
const began = performance.now();
await target.putBlob('copy', blob, (offset) => source.openBlob('original', blob, offset), {
  resume: null,
  onPlace: () => {},
  onBytes: look,
});
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
await Promise.all([source.close(), target.close()]);
process.stdout.write(
  `${JSON.stringify({
    requests: source.requests + target.requests - 2,
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    peakMemory,
  })}\n`,
);
