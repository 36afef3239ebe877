import { AxeBuilder } from '@axe-core/playwright';
import { join } from 'node:path';
import { readTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test.use({ stage: 'histories' });

test('a release is copied to another registry and promoted there, with the same digest', async ({
  page,
  charts,
  chartroom,
  folder,
  registries: { staging, production },
}) => {
  const repository = 'copies/lighter';
  const source = await writeSampleChart(join(folder, 'copies'), { name: 'lighter', version: '1.0.0' });
  const digest = await charts.push(source, staging, 'copies');
  await chartroom.refresh('staging');

  await page.goto(`/charts/staging/${repository}`);
  await page.getByRole('button', { name: 'Copy to another registry…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy 1.0.0 to another registry' });
  await dialog.getByRole('combobox', { name: 'Channel' }).fill('1-stable');
  await expect(dialog).toContainText('same digest');
  await dialog.getByRole('button', { name: 'Copy 1.0.0 and promote it' }).click();

  await expect(page).toHaveURL(/\/transfers\/\w/);
  await expect(page.getByRole('main')).toContainText(`1.0.0 is in production/${repository}`);
  for (const tag of ['1.0.0', '1-stable']) expect(await readTag(production, repository, tag)).toBe(digest);
  const [there, here] = await Promise.all([
    charts.pull(production, repository, '1-stable'),
    charts.pull(staging, repository, '1.0.0'),
  ]);
  expect(Buffer.from(there).equals(Buffer.from(here))).toBe(true);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([]);

  await page.goto('/transfers');
  await expect(
    page
      .getByRole('main')
      .getByRole('link', { name: /lighter/ })
      .first(),
  ).toBeVisible();
});
