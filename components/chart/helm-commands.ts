import {
  isInstallableTag,
  isPlainHttp,
  ociAddress,
  registryHost,
  releaseName,
  versionOfTag,
  type InstallStep,
  type InstallSubject,
} from '@/components/chart/install-subject';

/**
 * Helm commands for a release that do what they say: by version, by channel where Helm takes its name, and by digest.
 * A bare channel such as `stable` stands before a digest only: alone, Helm reads it as a version range and refuses it.
 * Rule: https://github.com/helm/helm/blob/main/pkg/registry/client.go (ValidateReference).
 */
export function helmCommands(subject: InstallSubject): InstallStep[] {
  const steps = subject.type === 'library' ? libraryUse(subject) : installs(subject);
  return [...steps, login(subject)];
}

/** How the channel the page was opened by relates to the commands shown, in a sentence; null without a channel. */
export function channelSentence(subject: InstallSubject): string | null {
  const { channel, versionTag } = subject;
  if (channel === null) return null;
  const now = versionTag === null ? 'a digest without a version tag' : versionOfTag(versionTag);
  if (isInstallableTag(channel)) {
    return `${channel} is ${now} right now. Helm takes ${channel} as a version, so it can also be installed by that name.`;
  }
  return (
    `${channel} is ${now} right now. Helm cannot install ${channel} by name: it takes versions, and tags that read ` +
    `like one, such as 1-stable. The commands below name what ${channel} points at now.`
  );
}

function installs(subject: InstallSubject): InstallStep[] {
  const address = ociAddress(subject);
  const name = releaseName(subject.chartName);
  const plain = isPlainHttp(subject.place) ? ' --plain-http' : '';
  const steps: InstallStep[] = [];
  if (subject.versionTag !== null) {
    const version = `--version ${versionOfTag(subject.versionTag)}${plain}`;
    steps.push(
      {
        title: 'Install this version',
        follows: 'never',
        language: 'bash',
        text: `helm install ${name} ${address} ${version}`,
      },
      {
        title: 'Upgrade to this version',
        follows: 'never',
        language: 'bash',
        text: `helm upgrade ${name} ${address} ${version}`,
      },
      { title: 'Download the archive', language: 'bash', text: `helm pull ${address} ${version}` },
      ...verification(subject, version),
    );
  }
  if (subject.channel !== null) steps.push(...byChannel(subject, subject.channel));
  steps.push({
    title: 'Install exactly these bytes',
    note: 'By digest, so a tag that moves changes nothing. Needs Helm 3.17 or newer.',
    follows: 'never',
    language: 'bash',
    text: `helm install ${name} ${address}@${subject.digest}${plain}`,
  });
  return steps;
}

function byChannel(subject: InstallSubject, channel: string): InstallStep[] {
  const address = ociAddress(subject);
  const name = releaseName(subject.chartName);
  const plain = isPlainHttp(subject.place) ? ' --plain-http' : '';
  const unverified = subject.provenance
    ? ` --verify fails by this name: the provenance file names the archive by its version.`
    : '';
  const steps: InstallStep[] = [];
  if (isInstallableTag(channel)) {
    steps.push({
      title: `Install what ${channel} points at, or upgrade to it`,
      note: `Looked up each time the command runs; until then the release stays as it is.${unverified}`,
      follows: 'when-run',
      language: 'bash',
      text: `helm upgrade --install ${name} ${address} --version ${channel}${plain}`,
    });
  }
  // Refused with "chart reference digest mismatch"; a tag that is gone is not noticed (seen with Helm 4.1.4).
  steps.push({
    title: `Install these bytes only while ${channel} points at them`,
    note: `Helm refuses once ${channel} has moved, though not when it is gone. Needs Helm 3.17 or newer.`,
    follows: 'never',
    language: 'bash',
    text: `helm install ${name} ${address}:${channel}@${subject.digest}${plain}`,
  });
  return steps;
}

/**
 * How to check the provenance file. By version only: by channel or digest Helm looks for another file's name in it and
 * fails with "provenance does not contain a SHA for a file named" (seen with Helm 4.1.4).
 */
function verification(subject: InstallSubject, version: string): InstallStep[] {
  if (!subject.provenance) return [];
  return [
    {
      title: 'Download it, and check who signed it',
      note: 'Name a file of trusted keys with --keyring. By channel or digest --verify fails: the provenance file names the archive by its version.',
      language: 'bash',
      text: `helm pull ${ociAddress(subject)} ${version} --verify`,
    },
  ];
}

function libraryUse(subject: InstallSubject): InstallStep[] {
  const segments = subject.repository.split('/');
  const chart = segments.pop() ?? subject.repository;
  const parent = [registryHost(subject.place), ...segments].join('/');
  const address = ociAddress(subject);
  const plain = isPlainHttp(subject.place) ? ' --plain-http' : '';
  if (subject.versionTag === null) {
    return [
      {
        title: 'Download the archive',
        language: 'bash',
        text: `helm pull ${address}@${subject.digest}${plain}`,
      },
    ];
  }
  const version = versionOfTag(subject.versionTag);
  return [
    {
      title: 'Use as a dependency, in Chart.yaml',
      note: `This is a library chart: it is used by other charts and cannot be installed itself.${unpinned(subject)}`,
      language: 'yaml',
      text: `dependencies:\n  - name: ${chart}\n    version: "${version}"\n    repository: oci://${parent}\n`,
    },
    {
      title: 'Download the archive',
      language: 'bash',
      text: `helm pull ${address} --version ${version}${plain}`,
    },
    ...verification(subject, `--version ${version}${plain}`),
  ];
}

/** Rule: https://github.com/helm/helm/blob/main/internal/resolver/resolver.go (Resolve) */
function unpinned({ channel }: InstallSubject): string {
  return channel !== null && isInstallableTag(channel)
    ? ` By version, for Chart.lock would keep ${channel} as it is written, without a digest.`
    : '';
}

function login(subject: InstallSubject): InstallStep {
  const plain = isPlainHttp(subject.place) ? ' --plain-http' : '';
  return {
    title: 'Sign in, where the registry asks for it',
    language: 'bash',
    text: `helm registry login ${registryHost(subject.place)}${plain}`,
  };
}
