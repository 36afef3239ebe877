import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { readTag } from './fixtures/registry-tags';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test.use({ stage: 'histories' });

/** What the proposal tells: a security fix goes to both tracks by way of beta, is taken back, and goes out again. */
test('a fix flows to two tracks, is reviewed, promoted, rolled back and promoted again', async ({
  page,
  request,
  charts,
  chartroom,
  folder,
  registries: { staging },
}, testInfo) => {
  const name = 'harbour';
  const repository = `story/${name}`;
  const digests = new Map<string, string>();
  const push = async (version: string) => {
    const source = await writeSampleChart(join(folder, 'story'), {
      name,
      version,
      appVersion: version,
      annotations: { 'artifacthub.io/changes': `- kind: security\n  description: What ${version} brings\n` },
      values: { image: { repository: 'registry.example/harbour', tag: version } },
    });
    digests.set(version, await charts.push(source, staging, 'story'));
  };
  const digestOf = (version: string) => digests.get(version) ?? '';
  const promote = async (channel: string, version: string, expected: string | null) => {
    const answer = await request.post('/api/v1/promotions', {
      data: {
        registry: 'staging',
        repository,
        channel,
        digest: digestOf(version),
        expectedDigest: expected === null ? null : digestOf(expected),
        reason: 'first release of the track',
      },
    });
    expect(answer.status(), await answer.text()).toBe(201);
  };
  /** What Helm gets by the channel's name is, byte for byte, what it gets by the version. */
  const expectChannel = async (channel: string, version: string) => {
    expect(await readTag(staging, repository, channel)).toBe(digestOf(version));
    const [byChannel, byVersion] = await Promise.all(
      [channel, version].map((reference) => charts.pull(staging, repository, reference)),
    );
    expect(sha256(byChannel)).toBe(sha256(byVersion));
  };
  const picture = pictures(page, testInfo.outputPath('pictures'));

  await test.step('1.2.0 is stable in track 1, 2.0.0 in track 2', async () => {
    await push('1.2.0');
    await push('2.0.0');
    await chartroom.refresh('staging');
    await promote('1-stable', '1.2.0', null);
    await promote('2-stable', '2.0.0', null);
    await expectChannel('1-stable', '1.2.0');
    await expectChannel('2-stable', '2.0.0');
    await page.goto(`/charts/staging/${repository}`);
    await picture('two-tracks');
  });

  await test.step('the fix goes to both betas', async () => {
    await push('1.2.1');
    await push('2.0.1');
    await chartroom.refresh('staging');
    await promote('1-beta', '1.2.1', null);
    await promote('2-beta', '2.0.1', null);
    await page.goto(`/charts/staging/${repository}`);
    await picture('fix-in-beta');
  });

  await test.step('both are staged on the board, reviewed together and promoted', async () => {
    await page.goto(`/channels?query=${name}&state=ahead`);
    for (const [channel, version] of [
      ['2-beta', '2.0.1'],
      ['1-beta', '1.2.1'],
    ]) {
      await page.getByRole('button', { name: `${channel}: ${version}` }).click();
      const target = String(channel).replace('beta', 'stable');
      await page.getByRole('menuitem', { name: `Stage for ${target}` }).click();
    }
    await expect(page.getByText('2 promotions staged; nothing has moved yet')).toBeVisible();
    await expectChannel('1-stable', '1.2.0');
    await picture('staged');
    await page.getByRole('button', { name: 'Review…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Review 2 promotions' });
    await dialog.getByRole('button', { name: 'What differs' }).first().click();
    await expect(dialog).toContainText('registry.example/harbour:2.0.1');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the fix was reviewed');
    await picture('review');
    await dialog.getByRole('button', { name: 'Promote all 2' }).click();
    await expect(dialog.getByText('2 made')).toBeVisible();
    await picture('promoted-together');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expectChannel('1-stable', '1.2.1');
    await expectChannel('2-stable', '2.0.1');
  });

  await test.step('track 1 is rolled back', async () => {
    await page.goto(`/charts/staging/${repository}?tab=history`);
    // The last promotion but one, of the other track, can be undone too.
    await page
      .getByRole('listitem')
      .filter({ hasText: '1-stable' })
      .getByRole('button', { name: 'Undo' })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the login fails on old clusters');
    // 1.2.0 was never in a beta of its track.
    await dialog.getByRole('checkbox', { name: 'I have seen the warning' }).check();
    await dialog.getByRole('button', { name: 'Put 1-stable back to 1.2.0' }).click();
    await expect(dialog).toBeHidden();
    await expectChannel('1-stable', '1.2.0');
    await expectChannel('2-stable', '2.0.1');
    await picture('rolled-back');
  });

  await test.step('and promoted again', async () => {
    await page.goto(`/channels?query=${name}&state=ahead`);
    await page.getByRole('button', { name: '1-beta: 1.2.1' }).click();
    await page.getByRole('menuitem', { name: 'Promote to 1-stable now…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Promote to 1-stable' });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('it was the cluster');
    await dialog.getByRole('button', { name: 'Promote 1.2.1 to 1-stable' }).click();
    await expect(dialog).toBeHidden();
    await expectChannel('1-stable', '1.2.1');
  });

  await test.step('no version has moved, and the history tells all of it', async () => {
    for (const [version, digest] of digests) expect(await readTag(staging, repository, version)).toBe(digest);
    await page.goto(`/charts/staging/${repository}?tab=history`);
    await picture('history');
    const answer = await request.get(`/api/v1/promotions?registry=staging&repository=${repository}`);
    const { promotions } = (await answer.json()) as {
      promotions: { channel: string; to: { version: string; digest: string } }[];
    };
    expect(promotions.map(({ channel, to }) => `${channel} ${to.version}`)).toEqual([
      '1-stable 1.2.1',
      '1-stable 1.2.0',
      expect.stringMatching(/^[12]-stable [12]\.[02]\.1$/) as unknown as string,
      expect.stringMatching(/^[12]-stable [12]\.[02]\.1$/) as unknown as string,
      '2-beta 2.0.1',
      '1-beta 1.2.1',
      '2-stable 2.0.0',
      '1-stable 1.2.0',
    ]);
    for (const { to } of promotions) expect(to.digest).toBe(digestOf(to.version));
    expect(await readdir(testInfo.outputPath('pictures'))).toHaveLength(7);
  });
});

/** Takes numbered pictures of the page into a folder; one that could not be taken fails the test. */
function pictures(page: Page, folder: string): (name: string) => Promise<void> {
  let count = 0;
  return async (name) => {
    await mkdir(folder, { recursive: true });
    count += 1;
    const path = join(folder, `${count}-${name}.png`);
    await page.screenshot({ path, fullPage: true });
    expect((await readFile(path)).byteLength).toBeGreaterThan(1000);
  };
}

function sha256(bytes: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}
