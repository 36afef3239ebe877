import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import {
  chartPath,
  formatChartReference,
  parseChartReference,
  parseChartSegments,
  parseOciReference,
  type ChartReference,
} from '@/lib/references';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;

describe('parseChartReference', () => {
  test.each<[string, ChartReference]>([
    ['production/app', { registry: 'production', repository: 'app' }],
    ['production/a/b-c/d_e', { registry: 'production', repository: 'a/b-c/d_e' }],
    ['p/app@1.2.1', { registry: 'p', repository: 'app', selector: { kind: 'version', version: '1.2.1' } }],
    [
      'p/app@1.2.1-rc.1+build.5',
      { registry: 'p', repository: 'app', selector: { kind: 'version', version: '1.2.1-rc.1+build.5' } },
    ],
    ['p/app:1-stable', { registry: 'p', repository: 'app', selector: { kind: 'channel', tag: '1-stable' } }],
    [`p/app@${DIGEST}`, { registry: 'p', repository: 'app', selector: { kind: 'digest', digest: DIGEST } }],
    [
      `p/app:1-stable@${DIGEST}`,
      { registry: 'p', repository: 'app', selector: { kind: 'digest', digest: DIGEST } },
    ],
    ['127.0.0.1-5000/app', { registry: '127.0.0.1-5000', repository: 'app' }],
  ])('%s', (text, reference) => {
    expect(parseChartReference(text)).toEqual(reference);
  });

  test.each([
    '',
    'p',
    'p/',
    '/app',
    'P/app',
    'p/App',
    'p/../x',
    'p//app',
    'p/app@',
    'p/app:',
    'p/app:.x',
    'p/app@sha256:abc',
    'p/app@1 2',
    'p/app?x',
    'p/app#x',
    `p/${'a'.repeat(256)}`,
    `p/app:${'a'.repeat(129)}`,
    'p/app@<script>',
    'p/a%2fb',
  ])('refuses %j', (text) => {
    expect(() => parseChartReference(text)).toThrow(AppError);
  });
});

describe('parseChartSegments', () => {
  test.each([
    { name: 'encoded, as pages get them', segments: ['p', 'a', `app%40sha256%3A${'a'.repeat(64)}`] },
    { name: 'decoded, as route handlers get them', segments: ['p', 'a', `app@${DIGEST}`] },
  ])('$name', ({ segments }) => {
    expect(parseChartSegments(segments)).toEqual({
      registry: 'p',
      repository: 'a/app',
      selector: { kind: 'digest', digest: DIGEST },
    });
  });

  test.each([
    ['p', '%'],
    ['p', '%zz'],
    ['p', 'a%00b'],
    ['p', '..%2f..'],
  ])('refuses %j/%j', (...segments) => {
    expect(() => parseChartSegments(segments)).toThrow(AppError);
  });
});

describe('parseOciReference', () => {
  test.each([
    ['oci://registry.example.com/ns/chart', 'registry.example.com', 'ns/chart', undefined],
    ['oci://localhost:5000/chart:1.2.1', 'localhost:5000', 'chart', { kind: 'channel', tag: '1.2.1' }],
    [
      '  registry.example.com/chart:1-stable ',
      'registry.example.com',
      'chart',
      { kind: 'channel', tag: '1-stable' },
    ],
    ['127.0.0.1:5000/chart', '127.0.0.1:5000', 'chart', undefined],
    ['oci://R.Example.com/chart/', 'r.example.com', 'chart', undefined],
    [`oci://[::1]:5000/chart@${DIGEST}`, '[::1]:5000', 'chart', { kind: 'digest', digest: DIGEST }],
  ])('%s', (text, host, repository, selector) => {
    expect(parseOciReference(text)).toEqual({ host, repository, ...(selector && { selector }) });
  });

  test.each([
    'nginx',
    'ingress/nginx',
    'https://registry.example.com/chart',
    'oci://',
    'oci://host',
    'oci://ho st/chart',
    'oci://user@host/chart',
    'a.b/Chart',
  ])('leaves %j a search term', (text) => {
    expect(parseOciReference(text)).toBeUndefined();
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseOciReference(text);
        parseOciReference(`oci://${text}`);
      }),
    );
  });
});

const name = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/);
const reference: fc.Arbitrary<ChartReference> = fc.record(
  {
    registry: fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/),
    repository: fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    selector: fc.oneof(
      fc.record({
        kind: fc.constant('version' as const),
        version: fc.stringMatching(/^\d{1,3}\.\d{1,3}\.\d{1,3}(-rc\.\d)?(\+b\.\d)?$/),
      }),
      fc.record({
        kind: fc.constant('channel' as const),
        tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
      }),
      fc.record({
        kind: fc.constant('digest' as const),
        digest: fc.stringMatching(/^[a-f0-9]{64}$/).map((hex) => `sha256:${hex}` as const),
      }),
    ),
  },
  { requiredKeys: ['registry', 'repository'] },
);

test('an address is the reference: formatting and parsing are inverse', () => {
  fc.assert(
    fc.property(reference, (value) => {
      expect(parseChartReference(formatChartReference(value))).toEqual(value);
      const segments = chartPath(value).split('/').slice(2).map(encodeURIComponent);
      expect(parseChartSegments(segments)).toEqual(value);
    }),
  );
});

test('parsing arbitrary text throws nothing but an invalid reference', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseChartReference(`p/${text}`);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_reference' });
      }
    }),
  );
});
