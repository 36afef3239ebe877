import { expect, test } from 'vitest';
import { summarizeComparison } from '@/components/channel/comparison-summary';
import type { ComparedFile, ComparedImage } from '@/lib/api/schema/comparison';

const nothing = { images: [], values: [], truncated: false, dependencies: [], files: [], moreFiles: 0 };
const image = (change: ComparedImage['change']): ComparedImage => ({
  name: 'a',
  change,
  from: 'a:1',
  to: 'a:1',
  fromDigest: null,
  toDigest: null,
  content: 'unknown',
  note: null,
});
const file = (kind: ComparedFile['kind']): ComparedFile => ({
  path: kind,
  kind,
  change: 'changed',
  hunks: [],
  lines: null,
  note: null,
});
const value = { path: 'a', change: 'changed', from: '1', to: '2' } as const;

test.each([
  [{}, 'Nothing changes in images, values, templates and dependencies.'],
  [{ images: [image('same'), image('changed-tag')] }, '1 image changes.'],
  [{ values: [value, value] }, '2 values change.'],
  [{ values: [value], truncated: true }, 'More than 1 values change.'],
  [
    {
      images: [image('changed-digest'), image('added')],
      values: [value],
      files: [file('template'), file('schema'), file('crd'), file('other'), file('values')],
      moreFiles: 1000,
      dependencies: [
        { name: 'a', change: 'added', from: null, to: { version: '1', repository: '' } },
      ] as const,
    },
    '2 images, 1 value, 1 schema, 1 template, 1 CRD, 1 dependency and 1,001 other files change.',
  ],
])('%#', (change, expected) => {
  expect(summarizeComparison({ ...nothing, ...change } as Parameters<typeof summarizeComparison>[0])).toBe(
    expected,
  );
});
