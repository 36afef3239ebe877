// `npm run bench -- <name> [flags]`: measures one part of Chartroom. The last line printed is the result as JSON.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('bench/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
const [name, ...flags] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- <name> [flags]\nThere is: ${names.join(', ')}\n`);
  process.exitCode = 2;
} else {
  const script = fileURLToPath(new URL(`${name}.bench.ts`, folder));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...flags], {
    stdio: 'inherit',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (status) => {
    process.exitCode = status ?? 1;
  });
}
