import { expect, test } from 'vitest';
import { judgeProtection, type ProtectionFacts } from '@/lib/channels/registry-protection';
import { VENDOR_NAMES } from '@/lib/oci/vendors/vendor';

const CHANNELS = { risks: ['stable', 'beta'], words: [] };

test.each<[Omit<ProtectionFacts, 'registry'>, 'unprotected' | 'unknown', RegExp, readonly string[]]>([
  [{ vendor: 'harbor', driftedCharts: 0 }, 'unknown', /can’t be seen/, ['harbor']],
  [{ vendor: 'harbor', driftedCharts: 1 }, 'unprotected', /of one chart was pushed again/, ['harbor']],
  [{ vendor: 'distribution', driftedCharts: 0 }, 'unprotected', /Whoever may push/, ['distribution']],
  [{ vendor: 'distribution', driftedCharts: 3 }, 'unprotected', /of 3 charts/, ['distribution']],
  [{ vendor: undefined, driftedCharts: 0 }, 'unknown', /can’t be seen/, VENDOR_NAMES],
])('%j is %s', (facts, state, reason, vendors) => {
  const judged = judgeProtection({ registry: 'harbour', ...facts }, CHANNELS);
  expect(judged).toMatchObject({ registry: 'harbour', state });
  expect(judged.reason).toMatch(reason);
  expect(judged.advice.map(({ vendor }) => vendor)).toEqual(vendors);
});
