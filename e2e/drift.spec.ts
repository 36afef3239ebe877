import { join } from 'node:path';
import { copyTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test.use({ stage: 'drifts' });

const POLL = 31_000; // ms; a little more than an open page waits before it asks again

test('an open page notices a version pushed, and one pushed again with other bytes', async ({
  page,
  charts,
  chartroom,
  folder,
  registries: { staging },
}, { testId }) => {
  const name = `drift-${testId.slice(-8)}`;
  const repository = `drifts/${name}`;
  const push = async (version: string, readme: string) => {
    const chart = { name, version, readme, files: { 'templates/note.yaml': `# ${readme}\n` } };
    return charts.push(await writeSampleChart(join(folder, 'drifts', readme), chart), staging, 'drifts');
  };
  const before = await push('1.0.0', 'honest');
  await copyTag(staging, repository, before, '1-beta');
  await chartroom.refresh('staging');
  const main = page.getByRole('main');
  const parts = page.getByRole('navigation', { name: 'Parts of this chart' });

  /** Opens a page and waits until it has asked once by itself: the next time comes with the clock. */
  const open = async (path: string) => {
    const asked = page.waitForResponse((response) =>
      response.url().endsWith(`/api/v1/charts/staging/${repository}`),
    );
    await page.goto(path);
    await (await asked).finished();
  };

  await page.clock.install();
  await open(`/charts/staging/${repository}`);
  await expect(main).toContainText('honest');
  await expect(parts).toContainText('Versions1');

  await test.step('a new version', async () => {
    await push('1.1.0', 'newer');
    await page.clock.fastForward(POLL);
    await expect(parts).toContainText('Versions2');
    await expect(page.getByRole('button', { name: 'Version 1.1.0: choose another' })).toBeVisible();
    await expect(main).toContainText('newer');
  });

  await test.step('the version on screen, pushed again', async () => {
    await open(`/charts/staging/${repository}@1.0.0`);
    await expect(main).toContainText('honest');
    const after = await push('1.0.0', 'forged');
    await page.clock.fastForward(POLL);
    const alarm = main.getByRole('alert');
    await expect(alarm).toContainText('Version 1.0.0 was pushed again');
    await expect(alarm).toContainText(before.slice(0, 'sha256:'.length + 12));
    await expect(alarm).toContainText(after.slice(0, 'sha256:'.length + 12));
    await expect(main).toContainText('forged');
  });

  await test.step('a channel that still has the first bytes', async () => {
    await page.goto(`/charts/staging/${repository}:1-beta`);
    await expect(main.getByRole('alert')).toContainText('The tag 1.0.0 points at other bytes than these');
    await expect(main).toContainText('honest');
    await expect(page.getByRole('listitem').filter({ hasText: '1-beta' })).toContainText(
      '1.0.0 was pushed again',
    );
    await main.getByRole('link', { name: 'Show what 1.0.0 is now' }).click();
    await expect(main).toContainText('forged');
  });

  await test.step('what differs between the two', async () => {
    await main.getByRole('link', { name: 'What differs' }).click();
    await main.getByText('Templates', { exact: true }).click();
    await expect(main.getByRole('deletion').filter({ hasText: '-# honest' })).toBeVisible();
    await expect(main.getByRole('insertion').filter({ hasText: '+# forged' })).toBeVisible();
  });
});
