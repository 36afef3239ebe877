import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classifyTag, DEFAULT_RISKS } from '@/lib/channels/classify-tag';
import { openLayout } from '@/lib/embedded-registry/layout';
import { repositoryFolder } from '@/lib/embedded-registry/repositories';
import { isVersion, tagForVersion } from '@/lib/helm/chart-tag';
import { digestOf } from '@/lib/oci/digest';
import { packCharts, type PackedRelease } from './chart-content';
import { REGISTRY_PLACEHOLDER } from './sample-chart';
import { SAMPLE_CHARTS } from './sample-charts';
import { seedRegistries } from './seed';

const HOST = '127.0.0.1:5102';

let packed: PackedRelease[];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartroom-samples-'));
  packed = await packCharts(SAMPLE_CHARTS, HOST);
  await seedRegistries(folder, HOST);
});

afterAll(() => rm(folder, { recursive: true }));

function metadata(release: PackedRelease): { name: string; version: string } {
  return JSON.parse(new TextDecoder().decode(release.config)) as { name: string; version: string };
}

async function tagsOf(registry: string, repository: string): Promise<Record<string, string>> {
  const layout = openLayout(repositoryFolder(join(folder, registry), repository));
  const tags = await layout.tags();
  const digests = await Promise.all(tags.map(async (tag) => (await layout.findManifest(tag))?.digest ?? ''));
  return Object.fromEntries(tags.map((tag, index) => [tag, digests[index] ?? '']));
}

describe('the sample charts', () => {
  test.each(SAMPLE_CHARTS.map((chart) => [chart.name, chart] as const))(
    '%s has valid versions, dates in their order and channels that exist',
    (_name, chart) => {
      const versions = chart.releases.map(({ version }) => version);
      expect(new Set(versions).size).toBe(versions.length);
      expect(versions.length).toBeGreaterThan(1);
      for (const version of versions) expect(isVersion(version)).toBe(true);
      const dates = chart.releases.map(({ created }) => Date.parse(created));
      expect(dates.toSorted((a, b) => a - b)).toEqual(dates);
      expect(dates.at(-1)).toBeLessThan(Date.parse('2026-11-30'));
      for (const [registry, channels] of Object.entries(chart.channels)) {
        for (const [channel, version] of Object.entries(channels)) {
          expect(classifyTag(channel, DEFAULT_RISKS).kind).toBe('channel');
          const release = chart.releases.find((each) => each.version === version);
          expect(release).toBeDefined();
          expect([undefined, registry]).toContain(release?.only);
        }
      }
    },
  );

  test('every release says what it is, and no two hold the same', () => {
    for (const release of packed) {
      expect(metadata(release)).toMatchObject({ name: release.chart.name, version: release.release.version });
    }
    expect(new Set(packed.map(({ archive }) => digestOf(archive))).size).toBe(packed.length);
  });

  test('every one names the production registry by its address', () => {
    const named = packed.filter(({ config }) =>
      new TextDecoder().decode(config).includes(REGISTRY_PLACEHOLDER),
    );
    expect(named).toEqual([]);
  });

  test('the same description gives the same bytes again', async () => {
    const again = await packCharts(SAMPLE_CHARTS, HOST);
    expect(again.map(({ manifest }) => digestOf(manifest))).toEqual(
      packed.map(({ manifest }) => digestOf(manifest)),
    );
  });
});

describe('the seeded registries', () => {
  test('channels and versions point at one digest, and signatures lie beside', async () => {
    const tags = await tagsOf('production', 'harbour/berth-scheduler');
    expect(tags['1-stable']).toBe(tags['1.2.0']);
    expect(tags['1-candidate']).toBe(tags['1.2.1']);
    expect(tags['2-edge']).toBe(tags['2.0.0-rc.1']);
    expect(tags).toHaveProperty(`${tags['1.2.1']?.replace(':', '-')}.sig`);
  });

  test('one chart is in both registries with the same digests', async () => {
    const [staging, production] = await Promise.all(
      ['staging', 'production'].map((registry) => tagsOf(registry, 'harbour/cargo-tracker')),
    );
    expect(staging?.['2.7.1']).toBe(production?.['2.7.1']);
    expect(staging?.['3-beta']).not.toBe(production?.['3-beta']);
  });

  test('build metadata is written with an underscore', async () => {
    const tags = await tagsOf('production', 'harbour/gate-pass');
    expect(Object.keys(tags)).toContain(tagForVersion('0.9.0+build.218'));
  });

  test('some of the images that charts refer to are there', async () => {
    const tags = await tagsOf('production', 'library/nginx');
    expect(tags).toHaveProperty(['1.27.2']);
    expect(tags).not.toHaveProperty(['1.27.9']);
  });
});
