import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCharts } from './read-charts';

const REDIS = `apiVersion: v2
name: redis
version: 1.2.3
appVersion: 7.2
description: A key-value store
deprecated: false
deprecated: true
type: library
keywords: [cache, store]
maintainers:
  - name: Ann
annotations:
  artifacthub.io/license: MIT
`;

async function writeFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chartroom-charts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const named = (name: string): string => `name: ${name}\nversion: 0.1.0\n`;

const line = (source: string, image: string): string =>
  JSON.stringify({ source, chart: 'redis', version: '1', images: [image] });

test('reads what is searched of a chart', async () => {
  const folder = await writeFolder({ 'stable/redis/Chart.yaml': REDIS });
  expect(await readCharts(folder)).toEqual({
    documents: [
      {
        registry: 'stable',
        repository: 'redis',
        name: 'redis',
        description: 'A key-value store',
        version: '1.2.3',
        appVersion: '7.2',
        created: null,
        deprecated: true,
        library: true,
        signed: false,
        keywords: ['cache', 'store'],
        maintainers: ['Ann'],
        license: 'MIT',
        icon: null,
        channels: {},
        drifted: [],
        versionCount: 1,
      },
    ],
    images: [[]],
  });
});

test('finds charts up to three folders deep, and none inside of another', async () => {
  const folder = await writeFolder({
    'kafka/Chart.yaml': named('kafka'),
    'kafka/charts/zookeeper/Chart.yaml': named('zookeeper'),
    'stable/vault/Chart.yaml': named('vault'),
    'stable/team/consul/Chart.yaml': named('consul'),
    'stable/team/area/dex/Chart.yaml': named('dex'),
    'stable/README.md': '',
  });
  const { documents } = await readCharts(folder);
  expect(documents.map(({ registry, repository }) => `${registry}/${repository}`)).toEqual([
    'charts/kafka',
    'stable/team/consul',
    'stable/vault',
  ]);
});

test('knows images by source and name', async () => {
  const folder = await writeFolder({
    'incubator/redis/Chart.yaml': named('redis'),
    'other/redis/Chart.yaml': named('redis'),
    'stable/redis/Chart.yaml': named('redis'),
    'images.jsonl': `${line('stable', 'redis:7')}\n${line('incubator', 'redis:5')}\n`,
  });
  expect((await readCharts(folder)).images).toEqual([['redis:5'], [], ['redis:7']]);
});
