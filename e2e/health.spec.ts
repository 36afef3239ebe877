import { expect, test } from './fixtures/test';

test.describe('health', () => {
  for (const path of ['/healthz', '/readyz']) {
    test(`${path} answers 200`, async ({ request }) => {
      const response = await request.get(path);
      expect(response.status()).toBe(200);
      expect(response.headers()['cache-control']).toBe('no-store');
    });
  }

  test('every registry was read', async ({ request }) => {
    const response = await request.get('/api/v1/registries');
    expect(await response.json()).toMatchObject({
      registries: [
        { name: 'staging', status: 'ok', charts: 2 },
        { name: 'production', status: 'ok', charts: 2 },
      ],
    });
  });
});
