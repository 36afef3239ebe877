import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures/test';

const PAGES = [
  '/',
  '/?query=nothing-is-called-this',
  '/registries',
  '/channels',
  '/transfers',
  '/webhooks',
  '/charts/staging/platform/ingress',
  '/charts/staging/platform/ingress?tab=values',
  '/charts/staging/platform/ingress?tab=versions',
  '/charts/staging/platform/ingress?tab=compare',
  '/charts/staging/platform/ingress?tab=images',
  '/charts/staging/platform/ingress?tab=dependencies',
  '/charts/staging/platform/ingress?tab=install',
  '/charts/staging/platform/ingress?tab=history',
  '/charts/production/data/queue',
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    for (const path of PAGES) {
      test(`axe finds nothing on ${path}`, async ({ page }) => {
        await page.goto(path);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual(
          [],
        );
      });
    }

    test('axe finds nothing in the promote dialog', async ({ page }) => {
      await page.goto('/charts/staging/platform/ingress');
      await page
        .getByRole('listitem')
        .filter({ hasText: '1-beta' })
        .getByRole('button', { name: /^Promote to .*stable/ })
        .click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('edge/ingress');
      for (const title of ['Show registry calls', 'Other files'])
        await dialog.getByText(title, { exact: true }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual(
        [],
      );
    });
  });
}

test('colours follow the system, and a choice is kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await background();
  await page.getByRole('button', { name: /Colours/ }).click();
  await page.getByRole('menuitemradio', { name: 'Light' }).click();
  await expect.poll(background).not.toBe(dark);
  const light = await background();
  await page.reload();
  expect(await background()).toBe(light);
});

test('a phone shows every page without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  for (const path of PAGES) {
    await page.goto(path);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});
