import { expect, test } from './fixtures/test';

test.use({ stage: 'offline' });

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
  await page.reload(); // what the first visit loaded before the service worker was there is kept now
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await page.evaluate(() => navigator.serviceWorker.ready);

  await chartroom.stop();
  await page.reload();
  await expect(page.getByText('The Chartroom server can’t be reached.')).toBeVisible();
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await page.getByRole('searchbox', { name: 'Search charts' }).fill('storefornt');
  await expect(charts).toHaveText(['storefront']);
  await page.goto('/registries');
  await expect(page.getByRole('main')).toContainText(/can’t be reached/);
});
