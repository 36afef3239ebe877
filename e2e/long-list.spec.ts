import { createHash } from 'node:crypto';
import { generateCharts } from '../scripts/bench/search/generate-charts';
import { encodeSegment, SEGMENT_PARTS } from '../lib/search/segment';
import { compareRepositories } from '../lib/search/segment-repositories';
import { expect, test } from './fixtures/test';

const COUNT = 50_000;

/** The index of many charts, as the server gives it: a manifest, and the text of each segment by its path. */
function describeIndex(): { manifest: string; texts: Map<string, string>; names: string[] } {
  const { documents } = generateCharts(COUNT);
  const texts = new Map<string, string>();
  const segments: object[] = [];
  for (const registry of new Set(documents.map((document) => document.registry))) {
    const rows = documents
      .filter((document) => document.registry === registry)
      .map((document) => ({ ...document, icon: null }))
      .sort((a, b) => compareRepositories(a.repository, b.repository));
    for (const part of SEGMENT_PARTS) {
      const text = part === 'charts' ? encodeSegment(part, rows) : encodeSegment(part, []);
      const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
      segments.push({ registry, part, hash, rows: part === 'charts' ? rows.length : 0 });
      texts.set(`${registry}/${part}/${hash}`, text);
    }
  }
  const names = documents.map(({ name }) => name).sort();
  return { manifest: JSON.stringify({ segments, incomplete: [] }), texts, names };
}

test('50,000 charts scroll in one list, of which few rows are rendered', async ({ page, context }) => {
  const { manifest, texts } = describeIndex();
  await context.route('**/api/v1/search-index**', async (route) => {
    const path = new URL(route.request().url()).pathname.split('/api/v1/search-index/')[1];
    const body = path === undefined ? manifest : texts.get(decodeURIComponent(path));
    await route.fulfill({ status: body === undefined ? 404 : 200, contentType: 'application/json', body });
  });
  await page.goto('/');
  const rows = page.getByRole('list', { name: 'Charts' }).getByRole('listitem');
  await expect(page.getByRole('region', { name: 'Results' }).getByRole('status').first()).toHaveText(
    '50,000 charts',
    { timeout: 30_000 }, // beside other tests
  );
  await expect(rows.first()).toHaveAttribute('aria-setsize', '50000');

  const last = async (): Promise<number> => Number(await rows.last().getAttribute('aria-posinset'));
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await page.evaluate((share) => window.scrollTo(0, document.documentElement.scrollHeight * share), part);
    await expect.poll(last).toBeGreaterThan(COUNT * part * 0.9);
    await expect(rows.last().getByRole('link')).toBeVisible();
    expect(await rows.count()).toBeLessThan(100);
  }
  await expect.poll(last).toBe(COUNT);

  await page.getByRole('searchbox', { name: 'Search charts' }).fill('prometheus operator');
  await expect(rows.first().getByRole('link')).toContainText('prometheus');
  expect(await page.evaluate(() => window.scrollY)).toBeLessThan(1000);
});
