import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

// Those that open the one Chartroom of a process, or replace modules: each in a process of its own.
const APART = ['lib/services/**/*.test.ts', 'app/**/*.test.ts', 'lib/oci/network-proxy.test.ts'];

export default defineConfig({
  resolve: {
    alias: {
      '@/': root,
      // The marker package throws outside a React server build; the tests run on a server.
      'server-only': `${root}node_modules/server-only/empty.js`,
    },
  },
  test: {
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'apart',
          include: APART,
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: [
            '*.test.ts',
            'lib/**/*.test.ts',
            'components/**/*.test.{ts,tsx}',
            'app/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, ...APART],
          // Loading every module anew for each file took longer than the tests themselves.
          isolate: false,
        },
      },
    ],
  },
});
