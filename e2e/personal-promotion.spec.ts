import { join } from 'node:path';
import { startEmbeddedRegistry } from '@/lib/embedded-registry/server';
import { startChartroom } from './fixtures/chartroom';
import type { TestRegistry } from './fixtures/registry';
import { copyTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

const LOGIN = { username: 'ada', password: 'correct horse' };

test('with promotion in person, the registry decides by the login that was typed', async ({
  page,
  charts,
  folder,
  problems,
  request,
}) => {
  problems.allow(/401/);
  const home = join(folder, 'personal');
  const storage = join(home, 'registry');
  // Filled while it is open to all; then it asks for a login.
  const open = await startEmbeddedRegistry({ folder: storage });
  const registry: TestRegistry = {
    name: 'guarded',
    kind: 'embedded',
    url: open.url,
    host: new URL(open.url).host,
    start: async () => {},
    stop: async () => {},
  };
  const push = async (version: string) =>
    charts.push(await writeSampleChart(join(home, 'sources'), { name: 'vault', version }), registry, 'team');
  await copyTag(registry, 'team/vault', await push('1.0.0'), '1-stable');
  const candidate = await push('1.1.0');
  await copyTag(registry, 'team/vault', candidate, '1-candidate');
  await open.close();
  const guarded = await startEmbeddedRegistry({ folder: storage, port: open.port, credentials: LOGIN });
  try {
    const chartroom = await startChartroom({
      folder: join(home, 'chartroom'),
      registries: [registry],
      configuration: {
        registries: [
          {
            name: 'guarded',
            url: registry.url,
            credentials: LOGIN,
            promotion: { mode: 'personal' },
            refresh: '1h',
          },
        ],
      },
    });
    try {
      await page.goto(`${chartroom.url}/charts/guarded/team/vault`);
      await page.getByRole('button', { name: 'Promote to stable' }).click();
      const dialog = page.getByRole('dialog', { name: 'Promote to 1-stable' });
      const confirm = dialog.getByRole('button', { name: 'Promote 1.1.0 to 1-stable' });

      await confirm.click();
      await expect(dialog.getByRole('textbox', { name: 'User name' })).toBeFocused();

      await dialog.getByRole('textbox', { name: 'User name' }).fill(LOGIN.username);
      await dialog.getByLabel('Password or token').fill('wrong');
      await confirm.click();
      await expect(dialog.getByRole('alert')).toContainText('guarded refused this login');
      await expect(dialog.getByRole('alert')).toContainText('Nothing was moved');

      await dialog.getByLabel('Password or token').fill(LOGIN.password);
      await confirm.click();
      await expect(dialog).toBeHidden();
      const { promotions } = await (
        await request.get(`${chartroom.url}/api/v1/promotions?registry=guarded`)
      ).json();
      expect(promotions).toEqual([
        expect.objectContaining({
          actor: LOGIN.username,
          channel: '1-stable',
          to: { version: '1.1.0', digest: candidate },
        }),
      ]);
      await page.goto(`${chartroom.url}/charts/guarded/team/vault?tab=history`);
      await expect(page.getByRole('table', { name: 'Promotions' })).toContainText(LOGIN.username);
    } finally {
      await page.close(); // it asks for pages ahead, also when nobody answers any more
      await chartroom.stop();
    }
  } finally {
    await guarded.close();
  }
});
