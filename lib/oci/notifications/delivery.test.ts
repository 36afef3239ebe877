import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertFromRegistry } from '@/lib/oci/notifications/delivery';

const SECRET = 'a secret: 16 or more';
const BODY = Buffer.from('{"events":[]}');

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const signed = (secret: string, body = BODY) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

function failure(headers: Record<string, string>, token: string | null, secret: string | undefined = SECRET) {
  try {
    assertFromRegistry('production', { headers: new Headers(headers), body: BODY, token }, secret);
    return undefined;
  } catch (error) {
    return error as { code: string; message: string };
  }
}

describe('who knows the secret', () => {
  test.each([
    { name: 'a signature', headers: { 'x-hub-signature-256': signed(SECRET) }, token: null },
    { name: 'a bearer', headers: { authorization: `Bearer ${SECRET}` }, token: null },
    { name: 'a bearer in lower case', headers: { authorization: `bearer ${SECRET}` }, token: null },
    { name: 'the bare secret', headers: { authorization: SECRET }, token: null },
    { name: 'Basic', headers: { authorization: basic(`zot:${SECRET}`) }, token: null },
    { name: 'Basic without a user', headers: { authorization: basic(`:${SECRET}`) }, token: null },
    { name: 'the address', headers: {}, token: SECRET },
  ])('$name', ({ headers, token }) => {
    expect(failure(headers as Record<string, string>, token)).toBeUndefined();
  });
});

describe('who does not', () => {
  test.each([
    { name: 'nothing', headers: {}, token: null },
    { name: 'another signature', headers: { 'x-hub-signature-256': signed('another') }, token: null },
    {
      name: 'the signature of another body',
      headers: { 'x-hub-signature-256': signed(SECRET, Buffer.from('{}')) },
      token: null,
    },
    {
      name: 'a wrong signature beside the right token',
      headers: { 'x-hub-signature-256': 'sha256=00' },
      token: SECRET,
    },
    { name: 'another bearer', headers: { authorization: 'Bearer wrong' }, token: null },
    {
      name: 'a wrong login beside the right token',
      headers: { authorization: basic('zot:wrong') },
      token: SECRET,
    },
    { name: 'the secret as user', headers: { authorization: basic(`${SECRET}x:wrong`) }, token: null },
    { name: 'half of it', headers: {}, token: SECRET.slice(0, -1) },
    { name: 'an empty token', headers: {}, token: '' },
  ])('$name', ({ headers, token }) => {
    const problem = failure(headers as Record<string, string>, token);
    expect(problem?.code).toBe('unauthenticated');
    expect(problem?.message).not.toContain(SECRET);
  });

  test('anything else', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => text !== SECRET),
        (text) => failure({}, text)?.code === 'unauthenticated',
      ),
    );
  });
});

test('without a secret in the configuration nobody does, and the answer says how to set one', () => {
  const headers = new Headers({ authorization: 'Bearer undefined' });
  expect(() => assertFromRegistry('production', { headers, body: BODY, token: '' }, undefined)).toThrow(
    expect.objectContaining({ code: 'call_not_found', message: expect.stringContaining('hooks') }),
  );
});
