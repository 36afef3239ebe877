import { expect, test } from 'vitest';
import { suggestChannels, transferTargets } from '@/components/transfer/transfer-target';
import type { RegistryState } from '@/lib/api/schema/registry';

function registry(name: string, change: Partial<RegistryState> = {}): RegistryState {
  return { name, kind: 'oci', promotion: 'shared', ...change } as RegistryState;
}

test('targets are registries where promotion is on, the release’s own last', () => {
  const targets = transferTargets(
    [
      registry('staging'),
      registry('mirror', { promotion: 'off' }),
      registry('folder', { kind: 'oci-layout' }),
      registry('production', { promotion: 'personal' }),
    ],
    'staging',
  );
  expect(targets).toEqual([
    { name: 'production', mode: 'personal' },
    { name: 'staging', mode: 'shared' },
  ]);
});

test('channels are offered for the version’s own track first', () => {
  expect(suggestChannels('2.1.0', ['stable', 'beta'])).toEqual(['2-stable', '2-beta', 'stable', 'beta']);
  expect(suggestChannels('unknown', ['stable'])).toEqual(['stable']);
});
