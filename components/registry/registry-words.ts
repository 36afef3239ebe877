import type { RegistryState } from '@/lib/api/schema/registry';

/** A count with its noun: "1 chart", "1,204 charts". The plural is formed with `s` unless given. */
export function countWords(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
}

/** The state of all registries in one line: "3 registries, 214 charts, 1 unreachable". */
export function summaryWords(registries: readonly RegistryState[]): string {
  const charts = registries.reduce((sum, registry) => sum + registry.charts, 0);
  const count = (status: RegistryState['status']) =>
    registries.filter((registry) => registry.status === status).length;
  const parts = [countWords(registries.length, 'registry', 'registries'), countWords(charts, 'chart')];
  if (count('crawling') > 0) parts.push(`${count('crawling')} being read`);
  if (count('degraded') > 0) parts.push(`${count('degraded')} partly read`);
  if (count('unreachable') > 0) parts.push(`${count('unreachable')} unreachable`);
  return parts.join(', ');
}

/** What a person can do about a registry that was not read fully, or undefined when nothing is wrong. */
export function adviceWords(registry: RegistryState): string | undefined {
  if (registry.error === null) return undefined;
  const kept =
    registry.crawledAt === null
      ? 'None of its charts are known yet.'
      : 'What is known of its charts stays on show, at the age given here.';
  if (registry.status === 'unreachable') {
    return `${kept} Chartroom keeps trying. Check the registry, its address, and its credentials in chartroom.yaml; then refresh.`;
  }
  return `${kept} Chartroom tries the rest again at the next refresh. If it stays so, the login may lack rights, or the registry may need its repositories listed in chartroom.yaml.`;
}

/** What kind of place charts are read from. */
export function kindWords(kind: RegistryState['kind']): string {
  switch (kind) {
    case 'oci':
      return 'OCI registry';
    case 'helm-repository':
      return 'Helm repository';
    case 'oci-layout':
      return 'Folder of image layouts';
  }
}

/** Who may move a channel in this registry from Chartroom. */
export function promotionWords(promotion: RegistryState['promotion']): string {
  switch (promotion) {
    case 'off':
      return 'Promotion is off: Chartroom moves no channel here';
    case 'shared':
      return 'Promote, with the login Chartroom has for this registry';
    case 'personal':
      return 'Promote, each person with their own registry login';
  }
}
