import { describe, expect, test } from 'vitest';
import { dropSessionCookie, readSessionCookies, writeSessionCookie } from '@/lib/api/session-cookie';

const NOW = Date.parse('2026-03-01T12:00:00Z');

function request(
  headers: Record<string, string> = {},
  url = 'http://chartroom:3000/api/v1/sessions',
): Request {
  return new Request(url, { method: 'POST', headers });
}

function write(sealed: string, from = request()): string {
  return writeSessionCookie({ registry: 'production', sealed, expiresAt: NOW + 3_600_500 }, from, NOW);
}

describe('a new session', () => {
  test('is for calls of the API only, hidden from scripts and other sites, and ends with the session', () => {
    expect(write('abc')).toBe(
      'chartroom-login.production=abc; Path=/api/v1; Max-Age=3600; HttpOnly; SameSite=Strict',
    );
  });

  test.each<[string, Request, boolean]>([
    ['over http', request({ origin: 'http://localhost:3000', 'x-forwarded-proto': 'http' }), false],
    [
      'over https, by the browser’s word',
      request({ origin: 'https://charts.example.com', 'x-forwarded-proto': 'http' }),
      true,
    ],
    ['over https, by the first proxy’s word', request({ 'x-forwarded-proto': 'https, http' }), true],
    ['over http, by the first proxy’s word', request({ 'x-forwarded-proto': 'http, https' }), false],
    ['over https, without a proxy', request({}, 'https://chartroom/api/v1/sessions'), true],
  ])('%s', (_, from, secure) => {
    expect(write('abc', from).endsWith('; Secure')).toBe(secure);
    expect(dropSessionCookie('production', from).endsWith('; Secure')).toBe(secure);
  });

  test('that no browser would keep is refused, with what to do', () => {
    expect(write('a'.repeat(3900))).toHaveLength(3982);
    expect(() => write('a'.repeat(4100))).toThrow(/too long to stay signed in/);
  });

  test('that would make requests too long for proxies is refused; one that takes its own place is not', () => {
    const cookie = `theme=dark; chartroom-login.a=${'a'.repeat(3000)}; chartroom-login.production=${'b'.repeat(3900)}`;
    expect(() => write('c'.repeat(4000), request({ cookie }))).not.toThrow();
    const more = request({ cookie: `${cookie}; chartroom-login.b=${'d'.repeat(200)}` });
    expect(() => write('c'.repeat(4000), more)).toThrow(/Sign out at another registry/);
  });
});

test('dropping a session leaves nothing of it', () => {
  expect(dropSessionCookie('production', request())).toBe(
    'chartroom-login.production=; Path=/api/v1; Max-Age=0; HttpOnly; SameSite=Strict',
  );
});

test.each<[string, string | undefined, Record<string, string>]>([
  ['nothing', undefined, {}],
  ['others', 'theme=dark; chartroom=1; xchartroom-login.a=b', {}],
  ['two registries', 'chartroom-login.a=x.y; theme=dark;chartroom-login.b-1.c=z', { a: 'x.y', 'b-1.c': 'z' }],
  [
    'one that is there twice, as only one can be ours',
    'chartroom-login.a=x; chartroom-login.a=y; chartroom-login.a=z',
    { a: '' },
  ],
  [
    'names that no registry has',
    'chartroom-login.=x; chartroom-login.A=x; chartroom-login.a/b=x; chartroom-login.-a=x',
    {},
  ],
  ['a value with equals signs', 'chartroom-login.a=x==; =; ;', { a: 'x==' }],
  ['no value', 'chartroom-login.a', {}],
])('read from a request: %s', (_, cookie, sessions) => {
  const headers = new Headers(cookie === undefined ? {} : { cookie });
  expect(Object.fromEntries(readSessionCookies(headers))).toEqual(sessions);
});
