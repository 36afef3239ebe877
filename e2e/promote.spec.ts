import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
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
        annotations: { 'artifacthub.io/changes': `- kind: added\n  description: What is new in ${version}` },
        values: { image: { repository: 'registry.example/app', tag: version }, replicas },
        files: { 'templates/extra.yaml': `kind: ConfigMap\nmetadata:\n  name: extra-${replicas}\n` },
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
    await expect(dialog.getByRole('region', { name: 'Current' })).toContainText(chart.stable.slice(7, 19));
    await expect(dialog.getByRole('region', { name: 'Promoting' })).toContainText(chart.beta.slice(7, 19));
    await expect(dialog).toContainText('1 image, 2 values, 1 template and 1 other file change.');
    await expect(dialog).toContainText('What is new in 1.1.0');
    await dialog.getByText('Templates', { exact: true }).click();
    await expect(dialog.getByRole('deletion').filter({ hasText: '-  name: extra-1' })).toBeVisible();
    await expect(dialog.getByRole('insertion').filter({ hasText: '+  name: extra-2' })).toBeVisible();
    await expect(dialog).toContainText('checks passed');
    await dialog.getByText('Show registry calls').click();
    await expect(dialog).toContainText(`PUT /v2/${chart.repository}/manifests/1-stable`);
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
    await expect(dialog).toContainText('checks passed');
    await expect(dialog).not.toContainText('asking the registries');
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

prepared(
  'the keyboard alone promotes a step back that is accepted, and Escape changes nothing',
  async ({ page, chart, registries }) => {
    await page.goto(`/charts/staging/${chart.repository}?tab=versions`);
    const dialog = page.getByRole('dialog', { name: 'Promote to 1-beta' });
    const open = async () => {
      await page.getByRole('button', { name: 'Promote 1.0.0' }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menuitem', { name: 'Promote to 1-beta' })).toBeVisible();
      await page.keyboard.type('Promote to 1-beta');
      await page.keyboard.press('Enter');
      await expect(dialog).toContainText('This is a step back');
    };
    await open();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    expect(await readTag(registries.staging, chart.repository, '1-beta')).toBe(chart.beta);

    await open();
    const accept = dialog.getByRole('checkbox', { name: /I have seen the warning/ });
    const confirm = dialog.getByRole('button', { name: 'Promote 1.0.0 to 1-beta' });
    await tabTo(page, confirm);
    await page.keyboard.press('Enter');
    await expect(accept).toBeFocused(); // the browser asks for what is required
    await page.keyboard.press('Space');
    await tabTo(page, dialog.getByRole('textbox', { name: 'Reason' }));
    await page.keyboard.type('1.1.0 loses ships');
    await tabTo(page, confirm);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    expect(await readTag(registries.staging, chart.repository, '1-beta')).toBe(chart.stable);
  },
);

/** Goes on with Tab, as a person does, until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never came there.');
}

prepared(
  'any two versions are compared on a page that needs no script',
  async ({ browser, chart, chartroom }) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    try {
      const page = await context.newPage();
      await page.goto(`${chartroom.url}/charts/staging/${chart.repository}?tab=versions`);
      await page.getByRole('link', { name: 'Compare 1.0.0 with 1.1.0' }).click();
      await page.getByRole('link', { name: 'The other way round' }).click();
      expect(new URL(page.url()).search).toBe('?tab=compare&from=1.0.0&to=1.1.0');
      const main = page.getByRole('main');
      await expect(main).toContainText('What is new in 1.1.0');
      await main.getByText('Templates', { exact: true }).click();
      await expect(main.getByRole('insertion').filter({ hasText: '+  name: extra-2' })).toBeVisible();
      await page.getByRole('combobox', { name: 'From' }).selectOption('1-beta');
      await page.getByRole('button', { name: 'Compare' }).click();
      await expect(main).toContainText('1-beta and 1.1.0 are the same');
      const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
      expect(overflow).toBe(0);
    } finally {
      await context.close();
    }
  },
);

prepared(
  'the API promotes, and refuses what must not be',
  async ({ request, chart, chartroom, registries }) => {
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
    await test.step('what would happen is foretold', async () => {
      const response = await request.post('/api/v1/promotion-checks', { data: body });
      const { checks, calls, reason, current } = await response.json();
      expect(checks).toContainEqual(
        expect.objectContaining({ name: 'risk-order', outcome: 'passed', severity: 'warn' }),
      );
      expect(calls.at(-3)).toMatchObject({ method: 'PUT', body: { digest: chart.beta } });
      expect([reason, current]).toEqual(['optional', { digest: chart.stable, version: '1.0.0' }]);
      expect(await readTag(registries.staging, chart.repository, '1-stable')).toBe(chart.stable);
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
  },
);
