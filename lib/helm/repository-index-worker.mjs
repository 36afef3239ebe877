// The entry of the thread that reads an index. Next.js compiles what it imports; elsewhere Node needs tsx for that, and
// a thread does not inherit its parent's.
if (process.env.NEXT_RUNTIME === undefined) {
  const { register } = await import(/* turbopackIgnore: true */ 'tsx/esm/api');
  register();
}
const { serveRepositoryIndex } = await import('./serve-repository-index.ts');
serveRepositoryIndex();
