import {
  isPlainHttp,
  ociAddress,
  releaseName,
  repositoryAddress,
  type InstallStep,
  type InstallSubject,
} from '@/components/chart/install-subject';

/**
 * What ORAS does for a release that Helm does not: say what a channel points at, have Helm install by any channel's
 * name, and copy a chart with all that refers to it. `oras pull` is left out: it writes only the layers that have a
 * file's name, and Helm gives them none.
 * Rule: https://oras.land/docs/commands/oras_resolve and https://oras.land/docs/commands/oras_cp
 */
export function orasCommands(subject: InstallSubject): InstallStep[] {
  const { channel, versionTag, digest } = subject;
  const address = repositoryAddress(subject);
  const name = releaseName(subject.chartName);
  const insecure = isPlainHttp(subject.place);
  const plain = insecure ? ' --plain-http' : '';
  const steps: InstallStep[] = [];
  if (channel !== null) {
    steps.push(
      {
        title: `Ask what ${channel} points at`,
        note: `Prints a digest. Right now it is ${digest}.`,
        language: 'bash',
        text: `oras resolve${plain} ${address}:${channel}`,
      },
      {
        title: `Install what ${channel} points at, or upgrade to it, with Helm`,
        note: 'For any channel, also those that Helm does not take by name. Needs Helm 3.17 or newer.',
        follows: 'when-run',
        language: 'bash',
        text: `helm upgrade --install ${name} ${ociAddress(subject)}@$(oras resolve${plain} ${address}:${channel})${plain}`,
      },
    );
  }
  const copy = `oras cp --recursive${insecure ? ' --from-plain-http' : ''} ${address}@${digest}`;
  const tag = versionTag ?? 'copy';
  steps.push(
    {
      title: 'Keep a copy in a folder, byte for byte',
      note: 'An image layout, with the signatures and other artifacts that refer to the chart.',
      follows: 'never',
      language: 'bash',
      text: `${copy} --to-oci-layout ./${name}:${tag}`,
    },
    {
      title: 'Copy it into another registry, byte for byte',
      note: 'Write your registry in place of registry.example.com.',
      follows: 'never',
      language: 'bash',
      text: `${copy} registry.example.com/${subject.repository}:${tag}`,
    },
  );
  return steps;
}
