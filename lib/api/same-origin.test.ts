import { describe, expect, test } from 'vitest';
import { assertSameOrigin } from '@/lib/api/same-origin';

describe('assertSameOrigin', () => {
  test.each([
    { name: 'a script without browser headers', headers: { host: 'a.example' } },
    {
      name: 'the page itself',
      headers: { host: 'a.example', origin: 'https://a.example', 'sec-fetch-site': 'same-origin' },
    },
    {
      name: 'behind a proxy that renames the host',
      headers: { host: 'inner:3000', 'x-forwarded-host': 'a.example', origin: 'https://a.example' },
    },
    {
      name: 'behind two proxies, of which the first saw the browser',
      headers: { host: 'inner', 'x-forwarded-host': 'a.example, middle:8080', origin: 'https://a.example' },
    },
    {
      name: 'behind a proxy that writes the default port out',
      headers: { host: 'a.example:443', origin: 'https://a.example' },
    },
    {
      name: 'a script with other cookies',
      headers: { host: 'a.example', cookie: 'theme=dark' },
    },
    {
      name: 'the page itself, with a login, in a browser that says only the origin',
      headers: { host: 'a.example', cookie: 'chartroom-login.a=x', origin: 'http://a.example' },
    },
    {
      name: 'the page itself, with a login, in a browser that says only the site',
      headers: { host: 'a.example', cookie: 'chartroom-login.a=x', 'sec-fetch-site': 'same-origin' },
    },
  ])('lets through $name', ({ headers }) => {
    expect(() => assertSameOrigin(new Headers(headers as unknown as Record<string, string>))).not.toThrow();
  });

  test.each([
    { name: 'another site', headers: { host: 'a.example', origin: 'https://evil.example' } },
    {
      name: 'another site, named by the second proxy',
      headers: { host: 'a', 'x-forwarded-host': 'a.example, evil.example', origin: 'https://evil.example' },
    },
    { name: 'another port', headers: { host: 'a.example:3000', origin: 'http://a.example:4000' } },
    { name: 'a sandboxed frame', headers: { host: 'a.example', origin: 'null' } },
    {
      name: 'what the browser calls cross-site',
      headers: { host: 'a.example', 'sec-fetch-site': 'cross-site' },
    },
    { name: 'a sibling domain', headers: { host: 'a.example', 'sec-fetch-site': 'same-site' } },
    {
      name: 'a login without a word of where it comes from',
      headers: { host: 'a.example', cookie: 'theme=dark; chartroom-login.a=x' },
    },
    {
      name: 'a login that the browser’s own bar sends',
      headers: { host: 'a.example', cookie: 'chartroom-login.a=x', 'sec-fetch-site': 'none' },
    },
    {
      name: 'a login from another site that hides its origin',
      headers: { host: 'a.example', cookie: 'chartroom-login.a=x', origin: 'null' },
    },
  ])('refuses $name', ({ headers }) => {
    expect(() => assertSameOrigin(new Headers(headers as unknown as Record<string, string>))).toThrow(
      /another site/,
    );
  });
});
