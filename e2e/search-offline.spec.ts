import { expect, test } from './fixtures/test';

test.use({ stage: 'offline', serviceWorkers: 'allow' });

test('what the browser kept is searched after a reload, with the server gone', async ({
  page,
  chartroom,
  problems,
}) => {
  problems.allow(/Failed to load resource/);
  const charts = page.getByRole('list', { name: 'Charts' }).getByRole('link');
  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByRole('searchbox', { name: 'Search charts' }).fill('ingress');
  await expect(charts).toHaveText(['ingress', 'ingress']);
  // One visit is enough: what it loaded before the service worker was there is kept as well.
  await expect.poll(() => page.evaluate(listKeptFiles)).toContainEqual(expect.stringContaining('worker'));

  await chartroom.stop();
  await page.reload();
  await expect(page.getByText('The Chartroom server can’t be reached.')).toBeVisible();
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await page.getByRole('searchbox', { name: 'Search charts' }).fill('storefornt');
  await expect(charts).toHaveText(['storefront']);
  await page.goto('/registries');
  await expect(page.getByRole('heading', { name: 'The Chartroom server can’t be reached' })).toBeVisible();
});

async function listKeptFiles(): Promise<string[]> {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => url);
}
