import { unstable_doesMiddlewareMatch as doesMatch } from 'next/experimental/testing/server';
import { NextRequest } from 'next/server';
import { describe, expect, test } from 'vitest';
import { config, proxy } from '@/proxy';

const ORIGIN = 'http://127.0.0.1:3000';

describe('a Content-Security-Policy', () => {
  test.each([
    '/',
    '/registries',
    '/charts/staging/harbour/gate-pass@0.9.1+build.231',
    // What a repository or a channel is called must not take the policy away.
    '/charts/staging/harbour/logo.svg',
    '/charts/staging/harbour/app:chart.json',
    '/charts/staging/healthz',
    '/healthz-and-more',
    '/nothing/here',
  ])('comes with %s', (path) => {
    expect(doesMatch({ config, url: ORIGIN + path })).toBe(true);
  });

  test.each(['/_next/static/chunks/a.js', '/api/v1/charts', '/healthz', '/readyz', '/chartroom.schema.json'])(
    'is not made for %s',
    (path) => {
      expect(doesMatch({ config, url: ORIGIN + path })).toBe(false);
    },
  );

  test('has another nonce each time, in what Next.js reads and in what is answered', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        const { headers } = await proxy(new NextRequest(`${ORIGIN}/`));
        const policy = headers.get('content-security-policy');
        expect(headers.get('x-middleware-request-content-security-policy')).toBe(policy);
        return policy;
      }),
    );
    expect(policies[0]).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic';/);
    expect(policies[0]).not.toBe(policies[1]);
  });
});

describe('a broken percent-encoding', () => {
  test.each(['/api/v1/charts/staging/%FF', '/api/v1/registries/%/refresh'])(
    'is a problem document in the API: %s',
    async (path) => {
      expect(doesMatch({ config, url: ORIGIN + path })).toBe(true);
      const response = await proxy(new NextRequest(ORIGIN + path));
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid_reference', status: 400 });
    },
  );

  test('is refused with a sentence on a page', async () => {
    const response = await proxy(new NextRequest(`${ORIGIN}/charts/staging/%FF`));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ]);
    expect(await response.text()).toContain('broken percent-encoding');
  });

  test('an unbroken one passes', async () => {
    const path = '/api/v1/charts/staging/harbour%2Fgate-pass@0.9.1%2Bbuild.231';
    expect((await proxy(new NextRequest(ORIGIN + path))).headers.get('x-middleware-next')).toBe('1');
  });
});
