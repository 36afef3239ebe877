import { join } from 'node:path';
import { copyTag, readTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test.use({ stage: 'promotions' });

/** A chart of the test's own with 1.0.0 in stable and 1.1.0 in beta. */
const prepared = test.extend<{ chart: { repository: string; stable: string; beta: string } }>({
  chart: async ({ charts, registries: { staging }, chartroom, folder }, provide, { testId }) => {
    const name = `app-${testId.slice(-8)}`;
    const repository = `promotions/${name}`;
    const push = async (version: string, replicas: number) => {
      const source = await writeSampleChart(join(folder, 'promotions'), {
        name,
        version,
        appVersion: version,
        values: { image: { repository: 'registry.example/app', tag: version }, replicas },
      });
      return charts.push(source, staging, 'promotions');
    };
    const stable = await push('1.0.0', 1);
    const beta = await push('1.1.0', 2);
    await copyTag(staging, repository, stable, '1-stable');
    await copyTag(staging, repository, beta, '1-beta');
    await chartroom.refresh('staging');
    await provide({ repository, stable, beta });
  },
});

prepared(
  'promoting beta to stable moves the tag in the registry, byte for byte',
  async ({ page, chart, registries, charts }) => {
    await page.goto(`/charts/staging/${chart.repository}`);
    await page
      .getByRole('listitem')
      .filter({ hasText: '1-beta' })
      .getByRole('button', { name: /^Promote to .*stable/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Promote to 1-stable' });
    await expect(dialog).toContainText('1.0.0');
    await expect(dialog).toContainText('1.1.0');
    await expect(dialog).toContainText('registry.example/app');
    await expect(dialog).toContainText('replicas');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Reviewed by the platform team');
    await dialog.getByRole('button', { name: 'Promote 1.1.0 to 1-stable' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: '1-stable' })).toContainText('1.1.0');

    expect(await readTag(registries.staging, chart.repository, '1-stable')).toBe(chart.beta);
    expect(await readTag(registries.staging, chart.repository, '1.0.0')).toBe(chart.stable);
    expect((await charts.pull(registries.staging, chart.repository, '1.1.0')).byteLength).toBeGreaterThan(
      100,
    );
    expect((await charts.pull(registries.staging, chart.repository, '1-stable')).byteLength).toBeGreaterThan(
      100,
    );

    await page.goto(`/charts/staging/${chart.repository}?tab=history`);
    await expect(page.getByRole('main')).toContainText('Reviewed by the platform team');
  },
);

prepared(
  'a channel that moved meanwhile is noticed, and its new state shown',
  async ({ page, chart, registries, problems, charts, folder }) => {
    problems.allow(/409/);
    await page.goto(`/charts/staging/${chart.repository}`);
    await page
      .getByRole('listitem')
      .filter({ hasText: '1-beta' })
      .getByRole('button', { name: /^Promote to .*stable/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Promote to 1-stable' });
    await expect(dialog).toContainText('1.0.0');
    const name = chart.repository.split('/')[1] ?? '';
    const other = await charts.push(
      await writeSampleChart(join(folder, 'promotions'), { name, version: '1.0.1' }),
      registries.staging,
      'promotions',
    );
    await copyTag(registries.staging, chart.repository, other, '1-stable');
    await dialog.getByRole('button', { name: 'Promote 1.1.0 to 1-stable' }).click();
    await expect(dialog.getByRole('alert')).toContainText(/moved/);
    await expect(dialog).toContainText('1.0.1');
    expect(await readTag(registries.staging, chart.repository, '1-stable')).toBe(other);
    await dialog.getByRole('button', { name: 'Promote 1.1.0 to 1-stable' }).click();
    await expect(dialog).toBeHidden();
    expect(await readTag(registries.staging, chart.repository, '1-stable')).toBe(chart.beta);
  },
);

prepared('the keyboard alone promotes, and Escape changes nothing', async ({ page, chart, registries }) => {
  await page.goto(`/charts/staging/${chart.repository}`);
  const button = page
    .getByRole('listitem')
    .filter({ hasText: '1-beta' })
    .getByRole('button', { name: /^Promote to .*stable/ });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Promote to 1-stable' });
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await readTag(registries.staging, chart.repository, '1-stable')).toBe(chart.stable);
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Promote 1.1.0 to 1-stable' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await readTag(registries.staging, chart.repository, '1-stable')).toBe(chart.beta);
});

prepared('the API promotes, and refuses what must not be', async ({ request, chart, chartroom }) => {
  const body = {
    registry: 'staging',
    repository: chart.repository,
    channel: '1-stable',
    digest: chart.beta,
    expectedDigest: chart.stable,
    reason: 'by script',
  };
  const post = (changes: Partial<typeof body> | { expectedDigest: null }, headers = {}) =>
    request.post('/api/v1/promotions', { data: { ...body, ...changes }, headers });
  await test.step('a version never moves', async () => {
    const response = await post({ channel: '1.0.0' });
    expect([response.status(), await response.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'version_immutable' }),
    ]);
  });
  await test.step('another site may not promote', async () => {
    const response = await post({}, { origin: 'https://evil.example' });
    expect([response.status(), await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'cross_origin' }),
    ]);
  });
  await test.step('a channel that is elsewhere is a conflict', async () => {
    const response = await post({ expectedDigest: null });
    expect([response.status(), await response.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'channel_moved', currentDigest: chart.stable }),
    ]);
  });
  await test.step('the right request is recorded', async () => {
    const response = await post({});
    expect([response.status(), await response.json()]).toEqual([
      201,
      expect.objectContaining({
        channel: '1-stable',
        outcome: 'moved',
        reason: 'by script',
        to: { digest: chart.beta, version: '1.1.0' },
      }),
    ]);
    const history = await request.get(
      `${chartroom.url}/api/v1/promotions?registry=staging&repository=${chart.repository}`,
    );
    expect((await history.json()).promotions).toHaveLength(1);
  });
});
