import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What runs in the browser; each `<name>.ts` becomes `<name>.js`. */
const SCRIPTS = [
  new URL('./page.ts', import.meta.url),
  new URL('./chartroom-worker.ts', import.meta.url),
  new URL('./library-worker.ts', import.meta.url),
];

/**
 * Bundles what runs in the browser.
 * @returns by file name, the script: an ECMAScript module
 * @throws when one of them does not build
 */
export async function bundleScripts(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: SCRIPTS.map((url) => fileURLToPath(url)),
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    platform: 'browser',
    alias: { '@': fileURLToPath(new URL('../../..', import.meta.url)) },
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent', // what is wrong is thrown
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), contents]));
}
