import type { InstallStep, InstallSubject } from '@/components/chart/install-subject';

/**
 * How a chart gets out of a folder of image layouts: Helm reads registries only, so it is copied into one first.
 * Rule: https://github.com/containers/image/blob/main/docs/containers-transports.5.md and
 * https://oras.land/docs/commands/oras_cp
 */
export function layoutCommands({ place, repository, versionTag, digest }: InstallSubject): InstallStep[] {
  const folder = decodeURIComponent(new URL(place.url).pathname);
  const tag = versionTag ?? 'imported';
  const source = versionTag === null ? `@${digest}` : `:${versionTag}`;
  return [
    {
      title: 'Copy it into a registry, byte for byte',
      note: 'Helm installs from registries, not from folders. Write your registry in place of registry.example.com; where the layout is in a folder below, name that one.',
      language: 'bash',
      text: `oras cp --from-oci-layout ${quote(folder + source)} registry.example.com/${repository}:${tag}`,
    },
    {
      title: 'Then install it from there',
      language: 'bash',
      text: `helm install ${repository.split('/').at(-1)} oci://registry.example.com/${repository} --version ${tag.replaceAll('_', '+')}`,
    },
  ];
}

/** The word as a shell takes it whole. Rule: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02 */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
