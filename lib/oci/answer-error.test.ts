import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerError, kindOfStatus, parseErrorEntries } from '@/lib/oci/answer-error';
import type { Answer } from '@/lib/oci/exchange';

function answer(status: number, body: string | object, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    url: 'https://host/v2/x/tags/list',
    method: 'GET',
    direct: true,
  };
}

const options = { now: 0, secrets: [] };

describe('answerError', () => {
  test.each([
    [
      answer(404, { errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known to registry' }] }),
      'GET https://host/v2/x/tags/list answered 404 NAME_UNKNOWN: repository name not known to registry',
    ],
    [
      answer(404, { errors: [{ code: 'NAME_UNKNOWN' }] }),
      'GET https://host/v2/x/tags/list answered 404 NAME_UNKNOWN',
    ],
    [
      answer(401, { details: 'wrong password' }),
      'GET https://host/v2/x/tags/list answered 401 wrong password',
    ],
    [answer(502, ''), 'GET https://host/v2/x/tags/list answered 502 Bad Gateway'],
    [
      answer(502, '<h1>', { 'content-type': 'text/html; charset=utf-8' }),
      'GET https://host/v2/x/tags/list answered 502 Bad Gateway (an HTML page)',
    ],
    [answer(599, '{}'), 'GET https://host/v2/x/tags/list answered 599'],
  ])('%#', (given, message) => {
    expect(answerError(given, options).message).toBe(message);
  });

  test('carries what a caller can branch on', () => {
    const error = answerError(
      answer(429, { errors: [{ code: 'TOOMANYREQUESTS', message: 'slow' }] }, { 'retry-after': '7' }),
      options,
    );
    expect(error).toMatchObject({
      kind: 'rate_limited',
      status: 429,
      method: 'GET',
      url: 'https://host/v2/x/tags/list',
      entries: [{ code: 'TOOMANYREQUESTS', message: 'slow' }],
      retryAfter: 7000,
    });
  });

  test('hides secrets a registry repeats', () => {
    const body = { errors: [{ code: 'X', message: 'no such login: robot hunter22 (cm9ib3Q6aHVudGVyMjI=)' }] };
    const error = answerError(answer(401, body), { now: 0, secrets: ['hunter22', 'cm9ib3Q6aHVudGVyMjI='] });
    expect(error.message).toContain('no such login: robot [secret] ([secret])');
    expect(error.entries[0]?.message).not.toContain('hunter22');
  });
});

test.each([
  [400, 'protocol'],
  [401, 'unauthorized'],
  [403, 'denied'],
  [404, 'not_found'],
  [405, 'unsupported'],
  [408, 'timeout'],
  [409, 'conflict'],
  [410, 'not_found'],
  [412, 'conflict'],
  [413, 'too_large'],
  [418, 'protocol'],
  [429, 'rate_limited'],
  [500, 'unavailable'],
  [501, 'unsupported'],
  [503, 'unavailable'],
  [302, 'protocol'],
] as const)('%d means %s', (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind);
});

describe('parseErrorEntries', () => {
  test('keeps five entries, short and printable', () => {
    const errors = Array.from({ length: 9 }, (_, index) => ({
      code: `C${index}\u0000\u001b[31m`,
      message: `a\r\n\tb\u202e${'x'.repeat(1000)}`,
    }));
    const entries = parseErrorEntries(Buffer.from(JSON.stringify({ errors })));
    expect(entries).toHaveLength(5);
    expect(entries[0]?.code).toBe('C0 [31m');
    expect(entries[0]?.message).toMatch(/^a b x+…$/);
    expect(entries[0]?.message).toHaveLength(300);
  });

  test.each([
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"errors":null}',
    '{"errors":[null,7,{},{"code":1}]}',
    '<html>',
    '{"errors":',
  ])('%j has none', (body) => {
    expect(parseErrorEntries(Buffer.from(body))).toEqual([]);
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseErrorEntries(bytes)));
    fc.assert(
      fc.property(fc.json(), (body) => {
        for (const { code, message } of parseErrorEntries(Buffer.from(body)))
          expect(code.length + message.length).toBeLessThanOrEqual(364);
      }),
    );
  });
});
