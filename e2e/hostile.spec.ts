import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TestRegistry } from './fixtures/registry';
import { writeSampleChart } from './fixtures/sample-chart';
import { expect, test } from './fixtures/test';

test.use({ stage: 'hostile' });

const README = `# Siren

<script>window.sunk = 'script';</script>

<img src="x" onerror="window.sunk = 'onerror'">

<a href="javascript:window.sunk='link'">click me</a>

<div style="position:fixed;inset:0" class="fixed inset-0 z-50">cover</div>

<iframe src="https://evil.example/"></iframe>

[values](values.yaml) [docs](docs/more.md)

| ${Array.from({ length: 40 }, (_, index) => `Column ${index}`).join(' | ')} |
|${'---|'.repeat(40)}
| ${Array.from({ length: 40 }, (_, index) => `cell-${index}`).join(' | ')} |
`;

test('a README can neither run anything nor leave its place', async ({
  page,
  problems,
  charts,
  chartroom,
  folder,
  registries,
}) => {
  problems.allow(/\/charts\/staging\/hostile\/x\b|404/); // where the README's picture would be
  const source = await writeSampleChart(join(folder, 'hostile'), {
    name: 'siren',
    version: '1.0.0',
    readme: README,
  });
  await charts.push(source, registries.staging, 'hostile');
  await chartroom.refresh('staging');
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/charts/staging/hostile/siren');
  const main = page.getByRole('main');
  await expect(main).toContainText('cell-39');
  await main.getByText('click me').click();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'sunk'))).toBeUndefined();
  await expect(main.locator('iframe, script, [style*=fixed]')).toHaveCount(0);
  await expect(main.getByText('cover')).toHaveCSS('position', 'static');
  await expect(main.getByRole('link', { name: 'values', exact: true })).toHaveAttribute(
    'href',
    /tab=values$/,
  );
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});

test('what an unreadable archive may hold is not called absent', async ({ page, chartroom, registries }) => {
  await putBrokenChart(registries.staging, 'hostile/wreck');
  await chartroom.refresh('staging');
  const main = page.getByRole('main');
  for (const [tab, title] of [
    ['readme', 'The README can’t be shown'],
    ['values', 'The values can’t be shown'],
    ['images', 'The images can’t be shown'],
  ] as const) {
    await page.goto(`/charts/staging/hostile/wreck?tab=${tab}`);
    await expect(main.getByRole('heading', { name: title })).toBeVisible();
    await expect(main.getByRole('status')).toContainText(['Parts of this release could not be read']);
  }
  await expect(page.getByRole('navigation', { name: 'Parts of this chart' })).not.toContainText('Images0');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('nothing is offered that would not work', async ({ page }) => {
    for (const tab of ['readme', 'versions', 'images', 'install']) {
      await page.goto(`/charts/staging/platform/ingress?tab=${tab}`);
      await expect(page.getByRole('button')).toHaveCount(0);
      await expect(page.getByRole('region', { name: 'Channels', exact: true })).toContainText(
        'Promoting needs JavaScript',
      );
    }
    await page.goto('/registries');
    await expect(page.getByRole('button')).toHaveText([/Refresh now/, /Refresh now/]);
  });
});

/** Pushes a chart whose archive is no archive. */
async function putBrokenChart({ url }: TestRegistry, repository: string): Promise<void> {
  const put = async (content: string) => {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    const begun = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    const target = new URL(begun.headers.get('location') ?? '', url);
    target.searchParams.set('digest', digest);
    const done = await fetch(target, {
      method: 'PUT',
      body: content,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(done.status).toBe(201);
    return { digest, size: Buffer.byteLength(content) };
  };
  const config = await put(JSON.stringify({ apiVersion: 'v2', name: 'wreck', version: '1.0.0' }));
  const layer = await put('this is no archive');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', ...config },
    layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', ...layer }],
  });
  const done = await fetch(`${url}/v2/${repository}/manifests/1.0.0`, {
    method: 'PUT',
    body: manifest,
    headers: { 'content-type': mediaType },
  });
  expect(done.status).toBe(201);
}
