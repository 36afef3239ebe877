import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startEmbeddedRegistry } from '@/lib/embedded-registry/server';
import { startChartroom } from './fixtures/chartroom';
import type { TestRegistry } from './fixtures/registry';
import { copyTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

const LOGIN = { username: 'ada', password: 'correct horse' };

async function expectNoViolations(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

test('with promotion in person, people sign in at the registry, which decides by their login', async ({
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
      await expect(page.getByText('To promote, you need your own login at guarded.')).toBeVisible();
      await page.getByRole('button', { name: 'Promote to stable' }).click();
      const dialog = page.getByRole('dialog', { name: 'Promote to 1-stable' });
      const confirm = dialog.getByRole('button', { name: 'Promote 1.1.0 to 1-stable' });
      const password = dialog.getByLabel('Password or token');
      await dialog.getByRole('button', { name: 'Sign in to promote' }).click();
      await expect(dialog.getByLabel('User name')).toBeFocused();
      await expect(password).toHaveAttribute('autocomplete', 'current-password');
      await expect(dialog.getByLabel('User name')).toHaveAttribute('autocomplete', 'username');

      await dialog.getByLabel('User name').fill(LOGIN.username);
      await password.fill('wrong');
      await password.press('Enter');
      await expect(dialog.getByRole('alert')).toHaveText(
        'guarded refused the login of ada. It says: UNAUTHORIZED: Sign in with this registry’s user name and password.',
      );
      await expect(password).toBeFocused();
      await expect(password).toHaveAccessibleDescription(/guarded refused the login of ada/);
      await expectNoViolations(page);

      await page.keyboard.type(LOGIN.password); // over the wrong one, which is selected
      await page.keyboard.press('Enter');
      await expect(dialog.getByText('You promote as ada.')).toBeVisible();
      await expect(dialog.getByText('guarded does not tell beforehand')).toBeVisible();
      const [cookie] = (await page.context().cookies(`${chartroom.url}/api/v1/sessions`)).filter(({ name }) =>
        name.startsWith('chartroom-login'),
      );
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api/v1' });
      expect(JSON.stringify(cookie)).not.toContain(LOGIN.password);

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
      await expect(page.getByRole('list', { name: 'Moves of channels, newest first' })).toContainText(
        LOGIN.username,
      );

      await test.step('who is signed in shows in the header, at phone width too, and can sign out', async () => {
        await page.setViewportSize({ width: 390, height: 780 });
        await page.getByRole('button', { name: 'Signed in as ada' }).click();
        const logins = page.getByRole('dialog', { name: 'Your logins at registries' });
        await expect(logins.getByRole('listitem')).toContainText(/guarded.*ada, until \d\d:\d\d/);
        await expectNoViolations(page);
        await logins.getByRole('button', { name: 'Sign out of guarded' }).click();
        await expect(logins.getByRole('listitem')).toContainText('Not signed in');
        await page.keyboard.press('Escape');
        await expect(page.getByRole('banner').getByRole('button', { name: 'Sign in' })).toBeFocused();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      });
    } finally {
      await page.close(); // it asks for pages ahead, also when nobody answers any more
      await chartroom.stop();
    }
  } finally {
    await guarded.close();
  }
});
