import { expect, test } from 'vitest';
import { plainWords } from './competitors';

test.each([
  ['redis', 'redis'],
  ['kube state metrics', 'kube state metrics'],
  ['image:quay.io/prometheus', 'quay.io/prometheus'],
  ['busybox:1.31', 'busybox:1.31'],
  ['keyword:monitoring grafana', 'monitoring grafana'],
  ['is:deprecated registry:stable mysql', 'mysql'],
  ['app:>=1.5.0 vault', 'vault'],
  ['"time series" -influx', 'time series'],
  ['maintainer:"Ann Lee" windows', 'Ann Lee windows'],
  ['redis -"high availability"', 'redis'],
])('%s is asked as %s', (query, words) => {
  expect(plainWords(query)).toBe(words);
});
