import { join } from 'node:path';
import { startChartroom } from './fixtures/chartroom';
import { startRegistry } from './fixtures/registry';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test('a registry that goes down keeps its charts on screen, and leaves the others alone', async ({
  page,
  charts,
  folder,
  registries,
}) => {
  const home = join(folder, 'down');
  const fragile = await startRegistry('fragile', join(home, 'registry'));
  try {
    const source = await writeSampleChart(join(home, 'sources'), {
      name: 'lantern',
      version: '1.0.0',
      description: 'Shows the way',
    });
    await charts.push(source, fragile, 'lights');
    const chartroom = await startChartroom({
      folder: join(home, 'chartroom'),
      registries: [fragile, registries.production],
    });
    try {
      await fragile.stop();
      await chartroom.refresh('fragile');

      await page.goto(`${chartroom.url}/`);
      await expect(page.getByRole('list', { name: 'Charts' }).getByRole('link')).toHaveText([
        'ingress',
        'lantern',
        'queue',
      ]);
      await expect(page.getByRole('main')).toContainText(/fragile.*can[’']t be reached/i);

      await page.goto(`${chartroom.url}/charts/fragile/lights/lantern`);
      await expect(page.getByRole('heading', { level: 1, name: 'lantern' })).toBeVisible();
      await expect(page.getByRole('main')).toContainText('Shows the way');

      await page.goto(`${chartroom.url}/registries`);
      await expect(page.getByRole('article', { name: 'fragile' })).toContainText(/connection refused/);
      await expect(page.getByRole('article', { name: 'production' })).toContainText('Up to date');

      await fragile.start();
      await page.getByRole('button', { name: 'Refresh fragile now' }).click();
      await expect(page.getByRole('article', { name: 'fragile' })).toContainText('Up to date');
    } finally {
      await page.close(); // it asks for pages ahead, also when nobody answers any more
      await chartroom.stop();
    }
  } finally {
    await fragile.stop();
  }
});

test('a restart serves what was known, even when the registry is gone', async ({
  request,
  charts,
  folder,
}) => {
  const home = join(folder, 'restart');
  const registry = await startRegistry('harbour', join(home, 'registry'));
  const source = await writeSampleChart(join(home, 'sources'), { name: 'buoy', version: '1.0.0' });
  await charts.push(source, registry, 'lights');
  const first = await startChartroom({ folder: join(home, 'chartroom'), registries: [registry] });
  await first.stop();
  await registry.stop();
  const second = await startChartroom({ folder: join(home, 'chartroom'), registries: [registry] });
  try {
    const list = await (await request.get(`${second.url}/api/v1/charts`)).json();
    expect(list).toMatchObject({
      total: 1,
      charts: [{ registry: 'harbour', name: 'buoy', version: '1.0.0' }],
      incomplete: ['harbour'],
    });
  } finally {
    await second.stop();
  }
});
