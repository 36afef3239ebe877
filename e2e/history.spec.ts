import { AxeBuilder } from '@axe-core/playwright';
import { join } from 'node:path';
import { copyTag, readTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test.use({ stage: 'histories' });

test('a channel’s history: promoted, moved outside, undone and rolled back', async ({
  page,
  request,
  charts,
  chartroom,
  folder,
  registries: { staging },
}, { testId }) => {
  const name = `story-${testId.slice(-8)}`;
  const repository = `histories/${name}`;
  const digests = new Map<string, string>();
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    const source = await writeSampleChart(join(folder, 'histories'), { name, version });
    digests.set(version, await charts.push(source, staging, 'histories'));
  }
  const digestOf = (version: string): string => digests.get(version) ?? '';
  const channelAt = () => readTag(staging, repository, '1-stable');
  await copyTag(staging, repository, '1.0.0', '1-stable');
  await chartroom.refresh('staging');
  const promoted = await request.post('/api/v1/promotions', {
    data: {
      registry: 'staging',
      repository,
      channel: '1-stable',
      digest: digestOf('1.1.0'),
      expectedDigest: digestOf('1.0.0'),
      reason: 'fixes the login',
    },
  });
  expect(promoted.status()).toBe(201);

  await page.goto(`/charts/staging/${repository}?tab=history`);
  const list = page.getByRole('list', { name: 'Moves of channels, newest first' });
  const entries = list.getByRole('listitem');
  const dialog = page.getByRole('dialog');

  await test.step('a promotion made here', async () => {
    await expect(entries).toHaveCount(1);
    await expect(entries.first()).toContainText('promoted');
    await expect(entries.first()).toContainText('fixes the login');
  });

  await test.step('a move made elsewhere appears on the open page', async () => {
    await copyTag(staging, repository, '1.2.0', '1-stable');
    await chartroom.refresh('staging');
    await expect(entries).toHaveCount(2);
    await expect(entries.first()).toContainText('moved outside');
    await expect(entries.first()).toContainText('1.2.0');
    await expect(entries.first().getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });

  await test.step('a rollback needs a reason, and is called one', async () => {
    await entries.nth(1).getByRole('button', { name: 'Roll back to 1.1.0' }).click();
    await expect(dialog).toContainText('Roll back 1-stable');
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    await dialog.getByRole('button', { name: 'Roll back 1-stable to 1.1.0' }).click();
    await expect(reason).toBeFocused();
    expect(await channelAt()).toBe(digestOf('1.2.0'));
    await reason.fill('nobody reviewed it');
    await dialog.getByRole('button', { name: 'Roll back 1-stable to 1.1.0' }).click();
    await expect(dialog).toBeHidden();
    expect(await channelAt()).toBe(digestOf('1.1.0'));
    await expect(entries).toHaveCount(3);
    await expect(entries.first()).toContainText('rollback');
    await expect(entries.nth(1)).toContainText('rolled back later');
  });

  await test.step('undo takes back the last one', async () => {
    await entries.first().getByRole('button', { name: 'Undo' }).click();
    await dialog.getByRole('button', { name: 'Put 1-stable back to 1.2.0' }).click();
    await expect(dialog).toBeHidden();
    expect(await channelAt()).toBe(digestOf('1.2.0'));
    await expect(entries).toHaveCount(4);
    await expect(entries.first()).toContainText('undo');
    await expect(entries.nth(1).getByRole('link', { name: 'undone later' })).toBeVisible();
  });

  await test.step('the API tells the same', async () => {
    const answer = await request.get(`/api/v1/moves?registry=staging&repository=${repository}&limit=3`);
    const { moves, more } = (await answer.json()) as { moves: { kind: string }[]; more: boolean };
    expect([moves.map(({ kind }) => kind), more]).toEqual([['undo', 'rollback', 'moved'], true]);
  });

  await test.step('the timeline is reached and read by keyboard', async () => {
    await page.getByRole('link', { name: /^1\.2\.0 was made/ }).focus();
    await page.keyboard.press('End');
    await expect(page.getByRole('tooltip')).toContainText('1-stable came to 1.2.0');
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('tooltip')).toContainText('1-stable came to 1.1.0');
  });

  await test.step('axe finds nothing, also in the dark and on a phone', async () => {
    await page.getByText('The timeline as a table').click();
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new AxeBuilder({ page }).include('main').analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual(
        [],
      );
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});
