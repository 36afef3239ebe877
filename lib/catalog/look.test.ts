import { describe, expect, test } from 'vitest';
import { CHANNEL_AGE } from '@/lib/catalog/freshness';
import {
  CLOSE_LOOK,
  CRAWL_LOOK,
  driftCandidates,
  FORCED_LOOK,
  isSettled,
  type Look,
} from '@/lib/catalog/look';
import type { KnownRepository } from '@/lib/catalog/repository-record';
import { readTagList } from '@/lib/catalog/tag-list';
import type { ChartChannel } from '@/lib/catalog/chart';
import { observeDigest } from '@/lib/catalog/tag-record';

const NOW = 1_000_000_000;

const CHANNEL: ChartChannel = {
  tag: 'stable',
  track: null,
  risk: 'stable',
  digest: null,
  version: null,
  since: null,
  ahead: null,
  previous: null,
  warnings: [],
  helm: false,
};

function known(record: Partial<KnownRepository['record']>, channelsAt = NOW): KnownRepository {
  return {
    address: { registry: 'prod', repository: 'app' },
    check: { tagsAt: NOW, channelsAt },
    record: {
      kind: 'chart',
      tags: '',
      channels: [],
      floating: [],
      retold: {},
      summary: null,
      heads: [],
      problem: null,
      retryAt: null,
      ...record,
    },
  };
}

describe('with the same tags as before, nothing is asked', () => {
  test.each<[string, KnownRepository, Look, boolean]>([
    ['of a chart without channels', known({}, 0), CRAWL_LOOK, true],
    ['of a chart whose channels were seen lately', known({ channels: [CHANNEL] }), CRAWL_LOOK, true],
    [
      'unless its channels were seen a while ago',
      known({ channels: [CHANNEL] }, NOW - CHANNEL_AGE),
      CRAWL_LOOK,
      false,
    ],
    ['unless a person asks', known({ channels: [CHANNEL] }), FORCED_LOOK, false],
    ['unless a person looks closely', known({}), CLOSE_LOOK, false],
    ['of what is no chart', known({ kind: 'other' }, 0), FORCED_LOOK, true],
    ['before a failure is due again', known({ retryAt: NOW + 1 }), CRAWL_LOOK, true],
    ['unless a failure is due again', known({ kind: 'other', retryAt: NOW }), CRAWL_LOOK, false],
  ])('%s', (_, repository, look, settled) => {
    expect(isSettled(repository, look, NOW)).toBe(settled);
  });
});

const seenAt = (times: Record<string, number>) => ({
  tags: [],
  artifacts: new Map(),
  records: new Map(
    Object.entries(times).map(([tag, at]) => [tag, observeDigest(undefined, `sha256:${'a'.repeat(64)}`, at)]),
  ),
});

describe('driftCandidates', () => {
  const list = readTagList(['1.0.0', '1.1.0', '1.2.0', '1.3.0', 'stable'], { risks: ['stable'], words: [] });

  test.each([
    [
      'the newest, then those unseen for longest',
      3,
      { '1.0.0': 5, '1.1.0': 1, '1.2.0': 3, '1.3.0': 9 },
      ['1.3.0', '1.1.0', '1.2.0'],
    ],
    ['nothing that was seen just now', 3, { '1.0.0': 5, '1.3.0': 10 }, ['1.0.0']],
    ['nothing that was never seen', 3, {}, []],
    ['nothing when not wanted', 0, { '1.3.0': 1 }, []],
  ])('%s', (_, count, times, expected) => {
    expect(driftCandidates(seenAt(times), list, count, 10)).toEqual(expected);
  });
});
