import { describe, expect, test } from 'vitest';
import {
  CHANNEL_AGE,
  areChannelsDue,
  crawlDelay,
  FAILURE_AGE,
  isReadDue,
  retryTime,
} from '@/lib/catalog/freshness';
import { observeDigest, observeFailure, type TagFailure } from '@/lib/catalog/tag-record';
import type { Digest } from '@/lib/oci/names';

const digest = (character: string): Digest => `sha256:${character.repeat(64)}`;
const failure = (cause: TagFailure['cause'], at: number): TagFailure => ({ message: 'x', at, cause });

describe('a tag that is seen', () => {
  test('again with the same digest keeps when it was first seen', () => {
    const first = observeDigest(undefined, digest('a'), 1);
    expect(observeDigest(first, digest('a'), 5)).toEqual({ ...first, lastSeen: 5 });
  });

  test('with another digest remembers the one before, as long as it does not move again', () => {
    const moved = observeDigest(observeDigest(undefined, digest('a'), 1), digest('b'), 2);
    expect(moved).toEqual({
      digest: digest('b'),
      firstSeen: 2,
      lastSeen: 2,
      previous: digest('a'),
      failure: null,
    });
    expect(observeDigest(moved, digest('b'), 3).previous).toBe(digest('a'));
    expect(observeDigest(moved, digest('c'), 4).previous).toBe(digest('b'));
  });

  test('to fail keeps what was known, until it is seen again', () => {
    const known = observeDigest(undefined, digest('a'), 1);
    const failed = observeFailure(known, failure('registry', 2));
    expect(failed).toMatchObject({ digest: digest('a'), firstSeen: 1, failure: { at: 2 } });
    expect(observeDigest(failed, digest('a'), 3).failure).toBeNull();
    expect(observeFailure(undefined, failure('content', 2))).toMatchObject({ digest: null, previous: null });
  });
});

describe('a tag is due', () => {
  const seen = observeDigest(undefined, digest('a'), 0);
  test.each([
    ['never seen', undefined, false, 0, true],
    ['seen and known', seen, true, 1e12, false],
    ['seen, but not what it points at', seen, false, 0, true],
    ['failed for the registry', observeFailure(seen, failure('registry', 10)), false, 10, true],
    [
      'failed for its content, lately',
      observeFailure(seen, failure('content', 10)),
      false,
      9 + FAILURE_AGE,
      false,
    ],
    [
      'failed for its content, a while ago',
      observeFailure(seen, failure('content', 10)),
      false,
      10 + FAILURE_AGE,
      true,
    ],
  ])('%s', (_, record, known, now, due) => {
    expect(isReadDue(record, known, now)).toBe(due);
  });

  test('has a time only when it failed', () => {
    expect(retryTime(seen)).toBeNull();
    expect(retryTime(undefined)).toBeNull();
  });
});

test.each([
  [0, false],
  [CHANNEL_AGE - 1, false],
  [CHANNEL_AGE, true],
])('channels seen %i ms ago: due %s', (age, due) => {
  expect(areChannelsDue(1000, 1000 + age)).toBe(due);
});

test.each([
  ['as configured, give or take a tenth', 300_000, true, 0, 270_000],
  ['as configured, give or take a tenth', 300_000, true, 0.5, 300_000],
  ['sooner for a registry that is down', 300_000, false, 0.5, 30_000],
  ['never in a tight loop', 0, true, 0, 100],
])('the next crawl comes %s', (_, refresh, reached, random, delay) => {
  expect(crawlDelay(refresh, reached, random)).toBe(delay);
});
