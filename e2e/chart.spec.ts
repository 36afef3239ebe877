import { expect, test } from './fixtures/test';
import { readTag } from './fixtures/registry-tags';

test('a chart shows its versions newest first, with their channels', async ({ page }) => {
  await page.goto('/charts/staging/platform/ingress?tab=versions');
  const rows = page.getByRole('table', { name: /versions/i }).getByRole('row');
  await expect(rows.nth(1)).toContainText('2.0.0-rc.1');
  await expect(rows.nth(1)).toContainText('pre-release');
  await expect(rows.nth(1)).toContainText('2-edge');
  await expect(rows.nth(2)).toContainText('1.1.0');
  await expect(rows.nth(2)).toContainText('4.2.0');
  await expect(rows.nth(2)).toContainText('1-beta');
  await expect(rows.nth(3)).toContainText('1.0.0');
  await expect(rows.nth(3)).toContainText('1-stable');
});

test('a channel is shown resolved to its version and digest', async ({ page, registries }) => {
  const digest = await readTag(registries.staging, 'platform/ingress', '1-stable');
  await page.goto('/charts/staging/platform/ingress:1-stable');
  await expect(page.getByRole('heading', { level: 1, name: 'ingress' })).toBeVisible();
  await expect(
    page.getByText(digest?.slice('sha256:'.length, 'sha256:'.length + 12) ?? 'no digest').first(),
  ).toBeVisible();
  await page.goto('/charts/staging/platform/ingress:1-stable?tab=install');
  await expect(page.getByRole('main')).toContainText('--version 1.0.0');
  await expect(page.getByRole('main')).toContainText(`@${digest}`);
});

test('channels stand by track and risk, and on a phone in a list by track', async ({ page }) => {
  await page.goto('/charts/staging/platform/ingress');
  const grid = page.getByRole('region', { name: 'Channels by track and risk' });
  const cell = (tag: string) =>
    grid.getByRole('listitem').filter({ has: page.getByRole('link', { name: tag, exact: true }) });
  await expect(cell('1-beta')).toContainText('1 version ahead of 1-stable');
  await expect(cell('1-stable')).toContainText('One version behind: 1.1.0 is the newest 1.x.');
  await expect(cell('stable')).toContainText('Helm: by version or digest only');
  await expect(grid.getByRole('region', { name: 'Track 2' }).getByRole('listitem').first()).toContainText(
    'No stable channel',
  );
  const place = async (tag: string) => {
    const box = await cell(tag).boundingBox();
    if (box === null) throw new Error(`${tag} is not shown`);
    return box;
  };
  const wide = { edge: await place('2-edge'), safe: await place('1-stable'), beta: await place('1-beta') };
  expect(wide.beta.x).toBe(wide.safe.x);
  expect(wide.beta.y).toBeGreaterThan(wide.safe.y);
  expect(wide.safe.x).toBeGreaterThan(wide.edge.x);
  await page.setViewportSize({ width: 390, height: 844 });
  const narrow = { edge: await place('2-edge'), safe: await place('1-stable') };
  expect(narrow.safe.x).toBe(narrow.edge.x);
  expect(narrow.safe.y).toBeGreaterThan(narrow.edge.y);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('commands for each channel say whether they follow it', async ({ page }) => {
  await page.goto('/charts/staging/platform/ingress?tab=install');
  const choice = page.getByRole('navigation', { name: 'Install by version or channel' });
  await choice.getByRole('link', { name: '1-stable', exact: true }).click();
  await expect(choice.getByRole('link', { name: '1-stable', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  const helm = page.getByRole('region', { name: 'Helm', exact: true });
  await expect(helm).toContainText('--version 1-stable');
  await expect(helm).toContainText('Follows when run again');
  await expect(page.getByRole('region', { name: 'Flux', exact: true })).toContainText(
    'Follows within 10 minutes',
  );
});

test('images say where they were found', async ({ page }) => {
  await page.goto('/charts/staging/platform/ingress@1.1.0?tab=images');
  const table = page.getByRole('table', { name: /images/i });
  await expect(table).toContainText('registry.example/edge/ingress:4.2.0');
  await expect(table).toContainText('registry.example/edge/exporter:2.4.0');
  await expect(table).toContainText('values.yaml');
});

test('build metadata is read back from its tag and asked for as Helm wants it', async ({ page }) => {
  await page.goto('/charts/staging/apps/storefront?tab=install');
  await expect(page.getByRole('main')).toContainText('--version 0.3.0+build.7');
  await page.goto('/charts/staging/apps/storefront@0.3.0+build.7');
  await expect(page.getByRole('heading', { level: 1, name: 'storefront' })).toBeVisible();
});

test('an address that names nothing says what to do', async ({ page, problems }) => {
  problems.allow(/404/);
  const response = await page.goto('/charts/staging/platform/nothing');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText(/no|nothing/i);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('README, values, versions and images can be read', async ({ page }) => {
    await page.goto('/charts/staging/platform/ingress');
    await expect(page.getByRole('main')).toContainText('Routes traffic from outside to services');
    await expect(page.getByRole('region', { name: 'Track 1' })).toContainText('1 version ahead of 1-stable');
    await page.getByRole('link', { name: 'Values' }).click();
    await expect(page.getByRole('main')).toContainText('replicas');
    await page.getByRole('link', { name: /^Versions/ }).click();
    await expect(page.getByRole('main')).toContainText('2.0.0-rc.1');
    await page.getByRole('link', { name: /^Images/ }).click();
    await expect(page.getByRole('main')).toContainText('edge/exporter:2.4.0');
  });
});
