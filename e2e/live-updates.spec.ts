import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startChartroom } from './fixtures/chartroom';
import { startNotifyingRegistry, type NotifyingRegistry } from './fixtures/notifying-registry';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test as base } from './fixtures/test';

const SECRET = 'the secret of these tests';
/** Much sooner than an open page would ask by itself, in milliseconds. */
const SOON = 5000;

const test = base.extend<object, { notifying: NotifyingRegistry }>({
  notifying: [
    async ({ folder, charts }, provide) => {
      const registry = await startNotifyingRegistry('told', join(folder, 'told'), SECRET);
      try {
        const chart = { name: 'beacon', version: '1.0.0', readme: 'first light' };
        await charts.push(await writeSampleChart(join(folder, 'beacons'), chart), registry, 'live');
        await provide(registry);
      } finally {
        await registry.stop();
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  chartroom: [
    async ({ folder, notifying }, provide) => {
      const configuration = {
        registries: [{ name: 'told', url: notifying.url, refresh: '1h', hooks: { secret: SECRET } }],
      };
      const registries = [notifying];
      const chartroom = await startChartroom({ folder: join(folder, 'live'), registries, configuration });
      notifying.notify(`${chartroom.url}/api/v1/hooks/told`);
      await provide(chartroom);
      await chartroom.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.use({ stage: 'live' });

const isStream = (url: string): boolean => url.endsWith('/api/v1/events');
const parts = (page: Page) => page.getByRole('navigation', { name: 'Parts of this chart' });

test('open pages show a push as soon as the registry tells, over one connection', async ({
  page,
  context,
  charts,
  folder,
  notifying,
}) => {
  let streams = 0;
  context.on('request', (request) => (streams += isStream(request.url()) ? 1 : 0));
  const push = async (version: string) => {
    const chart = { name: 'beacon', version, readme: `light ${version}` };
    return charts.push(await writeSampleChart(join(folder, 'beacons'), chart), notifying, 'live');
  };
  let loads = 0;
  page.on('load', () => (loads += 1));
  const connected = page.waitForResponse((response) => isStream(response.url()));
  await page.goto('/charts/told/live/beacon');
  await connected;
  await expect(parts(page)).toContainText('Versions1');

  const second = await context.newPage();
  const asked = second.waitForResponse((response) =>
    response.url().endsWith('/api/v1/charts/told/live/beacon'),
  );
  await second.goto('/charts/told/live/beacon');
  await (await asked).finished();

  await test.step('both pages show it', async () => {
    await push('1.1.0');
    for (const each of [page, second]) {
      await expect(parts(each)).toContainText('Versions2', { timeout: SOON });
      await expect(each.getByRole('main')).toContainText('light 1.1.0', { timeout: SOON });
    }
    expect({ streams, loads }).toEqual({ streams: 1, loads: 1 });
  });

  await test.step('when the connected page closes, the other connects', async () => {
    const taken = second.waitForResponse((response) => isStream(response.url()));
    await page.close();
    await taken;
    await push('1.2.0');
    await expect(parts(second)).toContainText('Versions3', { timeout: SOON });
    expect(streams).toBe(2);
  });

  await test.step('the list of charts', async () => {
    const again = second.waitForResponse((response) => isStream(response.url()));
    await second.goto('/');
    await again;
    await expect(second.getByRole('main')).toContainText('1.2.0');
    await push('1.3.0');
    await expect(second.getByRole('main')).toContainText('1.3.0', { timeout: SOON });
  });
  await second.close();
});

test('only the registry itself may tell', async ({ chartroom, request }) => {
  const hook = `${chartroom.url}/api/v1/hooks/told`;
  const data = {
    events: [{ id: 'by hand', action: 'push', target: { repository: 'live/beacon', tag: '1.0.0' } }],
  };
  const right = { authorization: `Bearer ${SECRET}` };
  expect((await request.post(hook, { data })).status()).toBe(401);
  const foreign = await request.post(hook, {
    data,
    headers: { ...right, origin: 'https://elsewhere.example' },
  });
  expect(foreign.status()).toBe(403);
  const taken = await request.post(hook, { data, headers: right });
  expect([taken.status(), await taken.json()]).toEqual([202, { accepted: 1, ignored: 0 }]);
  const again = await request.post(hook, { data, headers: right });
  expect([again.status(), await again.json()]).toEqual([202, { accepted: 0, ignored: 1 }]);
  expect(chartroom.output()).not.toContain(SECRET);
});
