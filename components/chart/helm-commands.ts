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
 * A bare channel such as `stable` never appears: Helm reads it as a version range and refuses it.
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
      { title: 'Install this version', language: 'bash', text: `helm install ${name} ${address} ${version}` },
      {
        title: 'Upgrade to this version',
        language: 'bash',
        text: `helm upgrade ${name} ${address} ${version}`,
      },
      { title: 'Download the archive', language: 'bash', text: `helm pull ${address} ${version}` },
    );
  }
  if (subject.channel !== null && isInstallableTag(subject.channel)) {
    steps.push({
      title: `Install what ${subject.channel} points at`,
      note: `Resolved each time the command runs; a release already installed stays as it is until the next upgrade.`,
      language: 'bash',
      text: `helm install ${name} ${address} --version ${subject.channel}${plain}`,
    });
  }
  steps.push({
    title: 'Install exactly these bytes',
    note: 'By digest, so a tag that moves changes nothing. Needs Helm 3.17 or newer.',
    language: 'bash',
    text: `helm install ${name} ${address}@${subject.digest}${plain}`,
  });
  return steps;
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
      note: 'This is a library chart: it is used by other charts and cannot be installed itself.',
      language: 'yaml',
      text: `dependencies:\n  - name: ${chart}\n    version: "${version}"\n    repository: oci://${parent}\n`,
    },
    {
      title: 'Download the archive',
      language: 'bash',
      text: `helm pull ${address} --version ${version}${plain}`,
    },
  ];
}

function login(subject: InstallSubject): InstallStep {
  const plain = isPlainHttp(subject.place) ? ' --plain-http' : '';
  return {
    title: 'Sign in, where the registry asks for it',
    language: 'bash',
    text: `helm registry login ${registryHost(subject.place)}${plain}`,
  };
}
