import { expect, test } from './fixtures/test';

const box = { name: 'Search charts' };

test('every chart of both registries is in one list', async ({ page }) => {
  await page.goto('/');
  const list = page.getByRole('list', { name: 'Charts' });
  await expect(list.getByRole('link')).toHaveText(['ingress', 'ingress', 'storefront', 'queue']);
  await expect(list.getByRole('listitem').first()).toContainText('platform/ingress');
  await expect(list.getByRole('listitem').filter({ hasText: 'staging/platform/ingress' })).toContainText(
    '1.1.0',
  );
  await expect(list.getByRole('listitem').filter({ hasText: 'queue' })).toContainText('deprecated');
});

test('a misspelt name still finds its chart, without asking the server again', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveCount(4);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/query=|storef/.test(request.url())) asked.push(request.url());
  });
  await page.getByRole('searchbox', box).pressSequentially('storefornt');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText(['storefront']);
  await expect(page).toHaveURL(/\?query=storefornt$/);
  expect(asked, 'what was typed stays in the browser').toEqual([]);
});

test('the query and the filters are in the address, so that a search can be shared', async ({ page }) => {
  await page.goto('/?query=ingress&registry=production');
  await expect(page.getByRole('searchbox', box)).toHaveValue('ingress');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText(['ingress']);
  await page.getByRole('checkbox', { name: /staging/ }).check();
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText([
    'ingress',
    'ingress',
  ]);
  await page.getByRole('combobox', { name: 'Deprecated' }).selectOption('only');
  await expect(page.getByText('No chart matches “ingress”')).toBeVisible();
  await expect(page).toHaveURL(/deprecated=only/);
});

test('the keyboard alone finds and opens a chart', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveCount(4);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', box)).toBeFocused();
  await page.keyboard.type('queue');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText(['queue']);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: 'queue' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('searchbox', box)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox', box)).toHaveValue('');
  await page.keyboard.type('queue');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText(['queue']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'queue' })).toBeVisible();
});

test('a pasted reference opens its chart', async ({ page, registries }) => {
  await page.goto('/');
  const searchbox = page.getByRole('searchbox', box);
  await searchbox.fill(`oci://${registries.staging.host}/platform/ingress:1-stable`);
  await searchbox.press('Enter');
  await expect(page).toHaveURL(/\/charts\/staging\/platform\/ingress:1-stable$/);
  await expect(page.getByRole('heading', { level: 1, name: 'ingress' })).toBeVisible();
});

test('a pasted reference to a registry that is not configured says so', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('searchbox', box).fill('oci://registry.elsewhere.example/app:1.0.0');
  await expect(page.getByText('registry.elsewhere.example').first()).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the page lists, searches and filters', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveCount(4);
    await page.getByRole('searchbox', box).fill('ingres');
    await page.getByRole('checkbox', { name: /production/ }).check();
    await page.getByRole('searchbox', box).press('Enter');
    await expect(page).toHaveURL(/query=ingres/);
    await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText(['ingress']);
  });
});
