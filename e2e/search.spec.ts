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

test('operators are offered, understood, and told where they are wrong', async ({ page }) => {
  await page.goto('/');
  const charts = page.getByRole('list', { name: 'Charts' }).getByRole('link');
  const searchbox = page.getByRole('searchbox', box);
  await searchbox.pressSequentially('registry:pro');
  await expect(page.getByRole('list', { name: 'What may follow' }).getByRole('button')).toHaveText([
    'production',
  ]);
  await page.keyboard.press('Tab');
  await expect(searchbox).toHaveValue('registry:production');
  await expect(charts).toHaveText(['ingress', 'queue']);
  await page.keyboard.type(' -is:deprecated');
  await expect(charts).toHaveText(['ingress']);

  await searchbox.fill('image:edge/ingress version:^1');
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await expect(page.getByRole('list', { name: 'Charts' })).toContainText('registry.example/edge/ingress');

  await searchbox.fill('is:signd ingress');
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await expect(page.getByRole('search').getByRole('status')).toContainText('is:signd');
  await expect(page.getByRole('search').getByRole('status')).toContainText('is:deprecated');
});

test('filters tell how many charts each would leave, and “back” takes them off again', async ({ page }) => {
  await page.goto('/');
  const charts = page.getByRole('list', { name: 'Charts' }).getByRole('link');
  await expect(charts).toHaveCount(4);
  await expect(page.getByRole('checkbox', { name: 'staging 2' })).toBeVisible();
  const channel = page.getByRole('combobox', { name: 'Channel' });
  await expect(channel.getByRole('option')).toHaveText(['All', 'stable (2)', 'beta (1)', 'edge (1)']);
  await channel.selectOption('stable');
  await expect(page).toHaveURL(/\?channel=stable$/);
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await page.getByRole('combobox', { name: 'Namespace' }).selectOption('platform');
  await page.getByRole('checkbox', { name: 'production 1' }).check();
  await expect(charts).toHaveText(['ingress']);
  await page.goBack();
  await expect(charts).toHaveText(['ingress', 'ingress']);
  await page.goBack();
  await page.goBack();
  await expect(charts).toHaveCount(4);
  await expect(page).toHaveURL(/\/$/);
});

test('when nothing is found, the page says why and what is near', async ({ page }) => {
  await page.goto('/?query=ingres+is:deprecated');
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results).toContainText('No chart matches');
  await results.getByRole('link', { name: 'Without is:deprecated' }).click();
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText([
    'ingress',
    'ingress',
  ]);
  await page.getByRole('searchbox', box).fill('strfrnt');
  await results.getByRole('link', { name: 'storefront' }).click();
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText(['storefront']);
});

test('the HTTP API answers in the order of the page', async ({ page, request }) => {
  for (const query of ['', 'ingress', 'image:edge -queue', 'messages', 'web pages', 'ingresss']) {
    await page.goto(`/?query=${encodeURIComponent(query)}`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const shown = await page.getByRole('list', { name: 'Charts' }).getByRole('link').allTextContents();
    const answer = await request.get(`/api/v1/charts?query=${encodeURIComponent(query)}`);
    const { charts } = (await answer.json()) as { charts: { name: string }[] };
    expect(shown, query).toEqual(charts.map(({ name }) => name));
  }
});

test('a browser can add Chartroom as a search engine', async ({ page, request }) => {
  await page.goto('/');
  const href = await page.locator('link[rel="search"]').getAttribute('href');
  const description = await request.get(href ?? '');
  expect(description.headers()['content-type']).toContain('application/opensearchdescription+xml');
  const origin = new URL(page.url()).origin;
  expect(await description.text()).toContain(`${origin}/?query={searchTerms}`);
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
