import { expect, test } from 'vitest';
import { promotionWarnings } from '@/components/channel/promotion-warnings';

const risks = ['stable', 'beta'];

test.each([
  { name: 'a step forward', version: '1.2.1', tag: '1-stable', now: '1.2.0', says: [] },
  { name: 'a new channel', version: '1.2.1', tag: '1-stable', now: null, says: [] },
  { name: 'a step back', version: '1.2.0', tag: '1-stable', now: '1.2.1', says: ['a step back'] },
  {
    name: 'a pre-release of what is there is a step back too',
    version: '1.2.1-rc.1',
    tag: '1-beta',
    now: '1.2.1',
    says: ['a step back'],
  },
  {
    name: 'a pre-release for the safest',
    version: '2.0.0-rc.1',
    tag: 'stable',
    now: '1.2.1',
    says: ['pre-release'],
  },
  { name: 'a pre-release for a riskier channel', version: '2.0.0-rc.1', tag: 'beta', now: '1.2.1', says: [] },
  { name: 'another track', version: '2.0.0', tag: '1-stable', now: '1.2.1', says: ['track 1'] },
  { name: 'a track of two numbers', version: '1.20.0', tag: '1.2-stable', now: '1.2.1', says: ['track 1.2'] },
  { name: 'a track is no prefix of text', version: '10.0.0', tag: '1-beta', now: '1.0.0', says: ['track 1'] },
  {
    name: 'a channel written as a version has no track',
    version: '2.0.0',
    tag: '0.0.0-stable',
    now: '1.2.1',
    says: [],
  },
  { name: 'no SemVer, no opinion', version: 'next', tag: '1-stable', now: '1.2.1', says: [] },
])('$name', ({ version, tag, now, says }) => {
  const [, track = null, risk = tag] = /^(?:(.+)-)?(\w+)$/.exec(tag) ?? [];
  const warnings = promotionWarnings(
    version,
    { tag, track, risk, digest: null, version: now, exists: now !== null },
    risks,
  );
  expect(warnings).toEqual(says.map((words) => expect.stringContaining(words)));
});
