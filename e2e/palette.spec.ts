import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test';

const field = (page: Page) => page.getByRole('combobox', { name: /^Go to a chart/ });
const options = (page: Page, group: string) => page.getByRole('group', { name: group }).getByRole('option');

test('the palette goes to a chart from any page by keyboard alone', async ({ page }) => {
  const alive = page.waitForRequest(/\/api\/v1\/events$/);
  await page.goto('/registries');
  await alive;
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('storefornt');
  await expect(options(page, 'Charts')).toHaveCount(1);
  await expect(options(page, 'Charts')).toContainText('storefront');
  await expect(page.getByRole('status').filter({ hasText: /^\d+ results?$/ })).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'storefront' })).toBeVisible();
});

test('Escape closes the palette, and the focus is where it was', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveCount(4);
  const searchbox = page.getByRole('searchbox', { name: 'Search charts' });
  await searchbox.focus();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field(page)).toBeHidden();
  await expect(searchbox).toBeFocused();
});

test('versions, channels, registries, pages and actions are in it', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /^Go to/ }).click();
  await field(page).fill('ingress 1');
  await expect(options(page, 'Versions').filter({ hasText: 'ingress 1.1.0' })).toHaveCount(1);
  await field(page).fill('ingress edge');
  await expect(options(page, 'Channels').filter({ hasText: '2-edge' })).toHaveCount(1);
  await field(page).fill('production');
  await expect(options(page, 'Registries')).toContainText(['production']);
  await field(page).fill('dark');
  await expect(options(page, 'Actions')).toContainText(['Use dark colours']);
  await field(page).fill('ingress 2.0');
  await options(page, 'Versions').filter({ hasText: '2.0.0-rc.1' }).first().click();
  await expect(page).toHaveURL(/\/charts\/staging\/platform\/ingress@2\.0\.0-rc\.1$/);
});

test('Ctrl-Enter opens a new tab and leaves the palette open', async ({ page, context }) => {
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await field(page).fill('queue');
  await expect(options(page, 'Charts')).toHaveCount(1);
  const opened = context.waitForEvent('page');
  await page.keyboard.press('Control+Enter');
  const tab = await opened;
  await expect(tab.getByRole('heading', { level: 1, name: 'queue' })).toBeVisible();
  await expect(field(page)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the palette and the search help, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/?query=ingress+is:signd');
    await page.getByText('What you can ask for').click();
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))]);
    };
    expect(await check()).toEqual([]);
    await page.keyboard.press('Control+k');
    await field(page).fill('ingress 1');
    await expect(options(page, 'Versions').first()).toBeVisible();
    expect(await check()).toEqual([]);
  });
}
