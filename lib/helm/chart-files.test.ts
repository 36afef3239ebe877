import { expect, test } from 'vitest';
import type { ChartArchive } from '@/lib/helm/chart-archive';
import { listChartFiles } from '@/lib/helm/chart-files';

function archive(files: Record<string, string>, archives: Record<string, ChartArchive> = {}): ChartArchive {
  const entries = Object.entries(files).map(([path, text]): [string, Uint8Array] => [
    path,
    Buffer.from(text),
  ]);
  return { files: new Map(entries), archives: new Map(Object.entries(archives)), problems: [] };
}

test('embedded archives are folders without their version, whatever they hold; what could not be opened is a file', () => {
  const inner = archive({ 'values.yaml': 'inner' });
  const redis = archive(
    { 'Chart.yaml': 'redis', 'charts/common-2.0.0-rc.1.tgz': '' },
    { 'charts/common-2.0.0-rc.1.tgz': inner },
  );
  const chart = archive(
    {
      'Chart.yaml': 'own',
      'charts/redis-18.1.0.tgz': '',
      'charts/redis/Chart.yaml': 'twice',
      'charts/broken-1.0.0.tgz': 'x',
    },
    { 'charts/redis-18.1.0.tgz': redis },
  );
  const texts = [...listChartFiles(chart)].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
  expect(texts).toEqual([
    ['Chart.yaml', 'own'],
    ['charts/redis/Chart.yaml', 'redis'],
    ['charts/redis/charts/common/values.yaml', 'inner'],
    ['charts/broken-1.0.0.tgz', 'x'],
  ]);
});

test.each([
  ['charts/k8s-7.tgz', 'charts/k8s-7'],
  ['charts/redis-v1.2.3.tgz', 'charts/redis'],
  ['charts/a-1.2.3+build.4.tgz', 'charts/a'],
  ['charts/a-1-2.0.0.tgz', 'charts/a-1'],
])('%s becomes %s', (path, folder) => {
  const chart = archive({ [path]: '' }, { [path]: archive({ f: '' }) });
  expect([...listChartFiles(chart).keys()]).toEqual([`${folder}/f`]);
});
