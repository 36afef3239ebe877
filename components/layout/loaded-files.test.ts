import { expect, test } from 'vitest';
import { listLoadedFiles } from '@/components/layout/loaded-files';

const HOST = 'http://127.0.0.1:3000';

test.each([
  ['nothing', [], []],
  ['a script', [`${HOST}/_next/static/chunks/1-a_b.js`], ['/_next/static/chunks/1-a_b.js']],
  ['what is no such file', [`${HOST}/`, `${HOST}/api/v1/search-index`, `${HOST}/_next/image?url=x`], []],
  [
    'a worker and the files in its fragment, each once',
    [
      `${HOST}/_next/static/chunks/worker.js#params=%5B%22%2F_next%2Fstatic%2Fchunks%2Fa.js%22%2C%22%2F_next%2Fstatic%2Fchunks%2Fb.js%22%5D`,
      `${HOST}/_next/static/chunks/a.js`,
    ],
    ['/_next/static/chunks/worker.js', '/_next/static/chunks/a.js', '/_next/static/chunks/b.js'],
  ],
  ['an address that is wrongly encoded', [`${HOST}/_next/static/a.css#%`], ['/_next/static/a.css']],
])('listLoadedFiles finds %s', (_, addresses, files) => {
  expect(listLoadedFiles(addresses)).toEqual(files);
});
