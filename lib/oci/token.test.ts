import { describe, expect, test } from 'vitest';
import type { Answer } from '@/lib/oci/exchange';
import { parseToken, tokenUrl } from '@/lib/oci/token';

const NOW = Date.parse('2026-03-01T12:00:00Z');

function answer(body: string): Answer {
  return {
    status: 200,
    headers: {},
    body: Buffer.from(body),
    url: 'https://auth.example/token',
    method: 'GET',
    direct: true,
  };
}

describe('tokenUrl', () => {
  test('keeps the realm’s own query, and gives each scope its own parameter', () => {
    const url = tokenUrl({
      realm: new URL('https://auth.example/token?tenant=7#x'),
      service: 'reg',
      scopes: ['repository:a:pull', 'repository:b:pull,push'],
      account: 'robot$x',
    });
    expect(url.href).toBe(
      'https://auth.example/token?tenant=7&service=reg&scope=repository%3Aa%3Apull&scope=repository%3Ab%3Apull%2Cpush&client_id=chartroom&account=robot%24x',
    );
  });

  test('leaves out what there is not', () => {
    const url = tokenUrl({
      realm: new URL('https://a.example/t'),
      service: undefined,
      scopes: [],
      account: undefined,
    });
    expect(url.href).toBe('https://a.example/t?client_id=chartroom');
  });
});

describe('parseToken', () => {
  // Seconds a token is used for; it is renewed 5 s before its end.
  test.each([
    ['the default of 60 s', {}, 55],
    ['a life under 60 s counts as 60 s', { expires_in: 10 }, 55],
    ['as text', { expires_in: '300' }, 295],
    ['as it says', { expires_in: 300 }, 295],
    ['a day at most', { expires_in: 1e9 }, 86_395],
    ['junk', { expires_in: 'soon' }, 55],
    ['issued a while ago', { expires_in: 300, issued_at: '2026-03-01T11:59:00Z' }, 235],
    ['issued in the future: own clock', { expires_in: 300, issued_at: '2026-03-01T12:10:00Z' }, 295],
    [
      'issued so long ago that it had ended: own clock',
      { expires_in: 300, issued_at: '2020-01-01T00:00:00Z' },
      295,
    ],
    ['issued at nothing', { expires_in: 300, issued_at: '0001-01-01T00:00:00Z' }, 295],
    ['issued at junk', { expires_in: 300, issued_at: 'yesterday' }, 295],
  ])('%s', (_, fields, seconds) => {
    const token = parseToken(answer(JSON.stringify({ token: 'abc', ...fields })), NOW);
    expect((token.expiresAt - NOW) / 1000).toBe(seconds);
  });

  test.each([
    ['{"token":"t"}', 't'],
    ['{"access_token":"a"}', 'a'],
    ['{"token":"t","access_token":"a"}', 't'],
    ['{"token":null,"access_token":"a"}', 'a'],
  ])('%s', (body, value) => {
    expect(parseToken(answer(body), NOW).value).toBe(value);
  });

  test.each([
    '',
    '{}',
    '[]',
    'null',
    '{"token":""}',
    '{"token":7}',
    '{"token":"a\\r\\nX: y"}',
    '{"token":"sécret"}',
    '<html>',
    '{"token":"secret-value',
  ])('%j is no token, and the error does not repeat it', (body) => {
    const parse = (): unknown => parseToken(answer(body), NOW);
    expect(parse).toThrow('GET https://auth.example/token answered 200 without a usable token.');
    expect(parse).toThrow(expect.objectContaining({ kind: 'protocol' }));
    expect(parse).not.toThrow(expect.objectContaining({ cause: expect.anything() }));
  });
});
