import { expect, test } from 'vitest';
import { findSourceLocation, resolveInSource } from '@/components/chart/source-location';

test.each([
  {
    links: ['https://github.com/acme/charts/tree/main/charts/app'],
    page: 'https://github.com/acme/charts/blob/main/charts/app/a.md',
    file: 'https://raw.githubusercontent.com/acme/charts/main/charts/app/a.md',
  },
  {
    links: ['https://github.com/acme/app/blob/v1/chart/README.md'],
    page: 'https://github.com/acme/app/blob/v1/chart/a.md',
    file: 'https://raw.githubusercontent.com/acme/app/v1/chart/a.md',
  },
  {
    links: ['https://github.com/acme/app/tree/main'],
    page: 'https://github.com/acme/app/blob/main/a.md',
    file: 'https://raw.githubusercontent.com/acme/app/main/a.md',
  },
  {
    links: ['https://git.acme.example/team/sub/charts/-/tree/main/app/'],
    page: 'https://git.acme.example/team/sub/charts/-/blob/main/app/a.md',
    file: 'https://git.acme.example/team/sub/charts/-/raw/main/app/a.md',
  },
  {
    links: ['https://codeberg.org/acme/charts/src/branch/main/app'],
    page: 'https://codeberg.org/acme/charts/src/branch/main/app/a.md',
    file: 'https://codeberg.org/acme/charts/raw/branch/main/app/a.md',
  },
  {
    links: ['https://github.com/other/x/tree/main/y', 'https://github.com/acme/charts/tree/main/app'],
    page: 'https://github.com/acme/charts/blob/main/app/a.md',
    file: 'https://raw.githubusercontent.com/acme/charts/main/app/a.md',
  },
  { links: ['https://github.com/acme/charts'], page: undefined, file: undefined },
  { links: ['http://github.com/acme/charts/tree/main/app'], page: undefined, file: undefined },
  { links: ['https://github.com.evil.example/acme/charts/tree/main/app'], page: undefined, file: undefined },
  { links: ['not a link', ''], page: undefined, file: undefined },
])('$links', ({ links, page, file }) => {
  const location = findSourceLocation(links, 'app');
  expect(location && resolveInSource(location, 'a.md', 'page')).toBe(page);
  expect(location && resolveInSource(location, 'a.md', 'file')).toBe(file);
});

test.each(['https://evil.example/x', '//evil.example/x', '\\\\evil.example\\x', 'http://['])(
  '%s is no path',
  (path) => {
    const location = findSourceLocation(['https://github.com/acme/charts/tree/main/app'], 'app');
    expect(location && resolveInSource(location, path, 'page')).toBeUndefined();
  },
);
