import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, test } from 'vitest';
import { argocdManifests } from '@/components/chart/argocd-manifests';
import { fluxManifests } from '@/components/chart/flux-manifests';
import { followingWords } from '@/components/chart/following-words';
import { channelSentence, helmCommands } from '@/components/chart/helm-commands';
import {
  isInstallableTag,
  releaseName,
  type Following,
  type InstallSubject,
} from '@/components/chart/install-subject';
import { orasCommands } from '@/components/chart/oras-commands';

const digest = `sha256:${'ab'.repeat(32)}`;

function subject(changes: Partial<InstallSubject> = {}): InstallSubject {
  return {
    place: { name: 'production', url: 'https://registry.example.com', kind: 'oci' },
    repository: 'platform/app',
    chartName: 'app',
    type: 'application',
    digest,
    versionTag: '1.2.1',
    channel: null,
    provenance: false,
    ...changes,
  };
}

const texts = (steps: readonly { text: string }[]) => steps.map((step) => step.text);

describe('isInstallableTag', () => {
  test.each([
    { tag: '1-stable', expected: true },
    { tag: '1.2-beta', expected: true },
    { tag: 'v1-stable', expected: true },
    { tag: '0.0.0-stable', expected: true },
    { tag: '1', expected: true },
    { tag: '20260823', expected: true },
    { tag: 'stable', expected: false },
    { tag: 'latest', expected: false },
    { tag: 'stable-1', expected: false },
    { tag: '1-stable_2', expected: false },
    { tag: '1-stable.01', expected: false },
    { tag: '1.2.3.4', expected: false },
  ])('$tag: $expected', ({ tag, expected }) => {
    expect(isInstallableTag(tag)).toBe(expected);
  });
});

describe('releaseName', () => {
  test.each([
    { chartName: 'app', name: 'app' },
    { chartName: 'My_App.v2', name: 'my-app-v2' },
    { chartName: '$(reboot)', name: 'reboot' },
    { chartName: '…', name: 'chart' },
    { chartName: 'a'.repeat(80), name: 'a'.repeat(53) },
    { chartName: `${'a'.repeat(52)}-b`, name: 'a'.repeat(52) },
  ])('$chartName → $name', ({ chartName, name }) => {
    expect(releaseName(chartName)).toBe(name);
  });
});

describe('helmCommands', () => {
  test.each([
    {
      name: 'a version',
      changes: {},
      commands: [
        'helm install app oci://registry.example.com/platform/app --version 1.2.1',
        'helm upgrade app oci://registry.example.com/platform/app --version 1.2.1',
        'helm pull oci://registry.example.com/platform/app --version 1.2.1',
        `helm install app oci://registry.example.com/platform/app@${digest}`,
        'helm registry login registry.example.com',
      ],
    },
    {
      name: 'build metadata is written with + though the tag has _',
      changes: { versionTag: '1.2.1_build.5' },
      commands: expect.arrayContaining([
        'helm pull oci://registry.example.com/platform/app --version 1.2.1+build.5',
      ]),
    },
    {
      name: 'a tag with a leading v stays as it is',
      changes: { versionTag: 'v1.2.1' },
      commands: expect.arrayContaining([
        'helm pull oci://registry.example.com/platform/app --version v1.2.1',
      ]),
    },
    {
      name: 'a channel Helm takes is offered by name',
      changes: { channel: '1-stable' },
      commands: expect.arrayContaining([
        'helm install app oci://registry.example.com/platform/app --version 1.2.1',
        'helm upgrade --install app oci://registry.example.com/platform/app --version 1-stable',
        `helm install app oci://registry.example.com/platform/app:1-stable@${digest}`,
      ]),
    },
    {
      name: 'a channel without a version is installed by digest only',
      changes: { channel: 'beta', versionTag: null },
      commands: [
        `helm install app oci://registry.example.com/platform/app:beta@${digest}`,
        `helm install app oci://registry.example.com/platform/app@${digest}`,
        'helm registry login registry.example.com',
      ],
    },
    {
      name: 'a registry without TLS',
      changes: {
        place: { name: 'production', url: 'http://127.0.0.1:5000', kind: 'oci' },
        repository: 'app',
      },
      commands: [
        'helm install app oci://127.0.0.1:5000/app --version 1.2.1 --plain-http',
        'helm upgrade app oci://127.0.0.1:5000/app --version 1.2.1 --plain-http',
        'helm pull oci://127.0.0.1:5000/app --version 1.2.1 --plain-http',
        `helm install app oci://127.0.0.1:5000/app@${digest} --plain-http`,
        'helm registry login 127.0.0.1:5000 --plain-http',
      ],
    },
    {
      name: 'a library chart is never installed',
      changes: { type: 'library' },
      commands: [
        'dependencies:\n  - name: app\n    version: "1.2.1"\n    repository: oci://registry.example.com/platform\n',
        'helm pull oci://registry.example.com/platform/app --version 1.2.1',
        'helm registry login registry.example.com',
      ],
    },
  ] satisfies { name: string; changes: Partial<InstallSubject>; commands: string[] }[])(
    '$name',
    ({ changes, commands }) => {
      expect(texts(helmCommands(subject(changes)))).toEqual(commands);
    },
  );

  test.each(['stable', 'beta', 'latest'])('a bare %s stands before a digest only', (channel) => {
    for (const command of texts(helmCommands(subject({ channel })))) {
      expect(command.replaceAll(`:${channel}@${digest}`, '')).not.toMatch(new RegExp(`\\b${channel}\\b`));
    }
  });

  test('what is signed is verified by version, never by channel or digest', () => {
    for (const type of ['application', 'library']) {
      const steps = helmCommands(subject({ channel: '1-stable', provenance: true, type }));
      expect(texts(steps).filter((text) => text.includes('--verify'))).toEqual([
        'helm pull oci://registry.example.com/platform/app --version 1.2.1 --verify',
      ]);
    }
    const [unsigned, signed] = [false, true].map((provenance) =>
      helmCommands(subject({ channel: '1-stable', provenance })).find(({ text }) =>
        text.includes('--version 1-stable'),
      ),
    );
    expect(unsigned?.note).not.toContain('--verify');
    expect(signed?.note).toContain('--verify fails by this name');
  });

  test('a library is named by version where a channel would not be pinned', () => {
    const [takenByHelm, bare] = ['1-stable', 'stable'].map(
      (channel) => helmCommands(subject({ channel, type: 'library' }))[0]?.note,
    );
    expect(takenByHelm).toContain('Chart.lock would keep 1-stable');
    expect(bare).not.toContain('Chart.lock');
  });

  test('a hostile chart name cannot leave its word', () => {
    for (const command of texts(helmCommands(subject({ chartName: '; rm -rf / #' })))) {
      expect(command).not.toContain(';');
    }
  });
});

describe('channelSentence', () => {
  test.each([
    { channel: null, expected: null },
    {
      channel: '1-stable',
      expected: expect.stringMatching(/^1-stable is 1\.2\.1 right now\. Helm takes 1-stable/),
    },
    {
      channel: 'stable',
      expected: expect.stringMatching(/^stable is 1\.2\.1 right now\. Helm cannot install stable/),
    },
  ])('$channel', ({ channel, expected }) => {
    expect(channelSentence(subject({ channel }))).toEqual(expected);
  });
});

describe('fluxManifests', () => {
  test.each([
    { name: 'a version', changes: {}, refs: [{ tag: '1.2.1' }, { semver: '^1.2.1' }, { digest }] },
    {
      name: 'build metadata stays with _ in a tag and leaves a range',
      changes: { versionTag: '1.2.1_build.5' },
      refs: [{ tag: '1.2.1_build.5' }, { semver: '^1.2.1' }, { digest }],
    },
    {
      name: 'a pre-release has no range',
      changes: { versionTag: '2.0.0-rc.1' },
      refs: [{ tag: '2.0.0-rc.1' }, { digest }],
    },
    {
      name: 'a bare channel can be followed',
      changes: { channel: 'stable' },
      refs: [{ tag: 'stable' }, { tag: '1.2.1' }, { semver: '^1.2.1' }, { digest }],
    },
    {
      name: 'a tag that reads as a number stays text',
      changes: { versionTag: '1.10' },
      refs: [{ tag: '1.10' }, { digest }],
    },
  ])('$name', ({ changes, refs }) => {
    const sources = texts(fluxManifests(subject(changes))).map((text) => parseAllDocuments(text)[0]?.toJS());
    expect(sources.map((source) => source.spec.ref)).toEqual(refs);
  });

  test('the release uses the source, and a registry without TLS is marked', () => {
    const [step] = fluxManifests(
      subject({
        place: { name: 'production', url: 'http://127.0.0.1:5000', kind: 'oci' },
        chartName: 'My App',
      }),
    );
    const [source, release] = parseAllDocuments(step?.text ?? '').map((document) => document.toJS());
    expect(source).toMatchObject({
      kind: 'OCIRepository',
      metadata: { name: 'my-app' },
      spec: { url: 'oci://127.0.0.1:5000/platform/app', insecure: true },
    });
    expect(release).toMatchObject({
      kind: 'HelmRelease',
      spec: { chartRef: { kind: 'OCIRepository', name: source.metadata.name } },
    });
  });
});

describe('argocdManifests', () => {
  test('a version is a Helm source without oci://', () => {
    const [step] = argocdManifests(subject({ versionTag: '1.2.1_build.5' }));
    expect(parse(step?.text ?? '').spec.source).toEqual({
      repoURL: 'registry.example.com/platform',
      chart: 'app',
      targetRevision: '1.2.1+build.5',
    });
  });

  test('a repository without a namespace leaves the bare host', () => {
    const [step] = argocdManifests(subject({ repository: 'app' }));
    expect(parse(step?.text ?? '').spec.source).toMatchObject({
      repoURL: 'registry.example.com',
      chart: 'app',
    });
  });

  test('channel and digest are native OCI sources', () => {
    const sources = texts(argocdManifests(subject({ channel: 'stable' }))).map(
      (text) => parse(text).spec.source,
    );
    const native = { repoURL: 'oci://registry.example.com/platform/app', path: '.' };
    expect(sources).toEqual([
      { ...native, targetRevision: 'stable' },
      expect.objectContaining({ targetRevision: '1.2.1' }),
      { ...native, targetRevision: digest },
    ]);
  });
});

describe('orasCommands', () => {
  const address = 'registry.example.com/platform/app';

  test('a channel is resolved when the command runs', () => {
    expect(texts(orasCommands(subject({ channel: 'stable' }))).slice(0, 2)).toEqual([
      `oras resolve ${address}:stable`,
      `helm upgrade --install app oci://${address}@$(oras resolve ${address}:stable)`,
    ]);
  });

  test('copies are of the digest shown, and say so where there is no TLS', () => {
    expect(texts(orasCommands(subject()))).toEqual([
      `oras cp --recursive ${address}@${digest} --to-oci-layout ./app:1.2.1`,
      `oras cp --recursive ${address}@${digest} registry.example.com/platform/app:1.2.1`,
    ]);
    const place = { name: 'production', url: 'http://127.0.0.1:5000', kind: 'oci' } as const;
    expect(texts(orasCommands(subject({ place, repository: 'app', channel: '1-stable' })))).toEqual([
      'oras resolve --plain-http 127.0.0.1:5000/app:1-stable',
      'helm upgrade --install app oci://127.0.0.1:5000/app@$(oras resolve --plain-http 127.0.0.1:5000/app:1-stable) --plain-http',
      expect.stringContaining('oras cp --recursive --from-plain-http 127.0.0.1:5000/app@'),
      expect.stringContaining('oras cp --recursive --from-plain-http 127.0.0.1:5000/app@'),
    ]);
  });
});

describe('what follows a channel that moves', () => {
  test.each<{ name: string; steps: typeof helmCommands; channel: string; follows: [string, Following][] }>([
    {
      name: 'Helm, by a name it takes',
      steps: helmCommands,
      channel: '1-stable',
      follows: [['--version 1-stable', 'when-run']],
    },
    { name: 'Helm, by a bare name', steps: helmCommands, channel: 'stable', follows: [] },
    {
      name: 'Flux',
      steps: fluxManifests,
      channel: 'stable',
      follows: [
        ['tag: stable', { within: '10 minutes' }],
        ['semver: ^1.2.1', { within: '10 minutes' }],
      ],
    },
    {
      name: 'Argo CD',
      steps: argocdManifests,
      channel: 'stable',
      follows: [['targetRevision: stable', { within: '3 minutes' }]],
    },
    {
      name: 'ORAS with Helm',
      steps: orasCommands,
      channel: 'stable',
      follows: [['$(oras resolve', 'when-run']],
    },
  ])('$name: what names the tag does, and nothing else', ({ steps, channel, follows }) => {
    const following = steps(subject({ channel })).filter(
      (step) => ![undefined, 'never'].includes(step.follows as never),
    );
    expect(following.map((step) => step.follows)).toEqual(follows.map(([, how]) => how));
    following.forEach((step, index) => expect(step.text).toContain(follows[index]?.[0]));
  });

  test('only the Argo CD application that follows rolls out by itself', () => {
    const policies = texts(argocdManifests(subject({ channel: 'stable' }))).map(
      (text) => parse(text).spec.syncPolicy,
    );
    expect(policies).toEqual([{ automated: {} }, undefined, undefined]);
  });

  test.each([
    { channel: '1-stable', expected: 'misses that it moved until a hard refresh' },
    { channel: 'stable', expected: 'takes versions only' },
  ])('why an Argo CD Helm source does not do for $channel', ({ channel, expected }) => {
    expect(argocdManifests(subject({ channel }))[0]?.note).toContain(expected);
  });

  test.each<{ follows: Following; expected: string }>([
    { follows: 'never', expected: 'Stays' },
    { follows: 'when-run', expected: 'Follows when run again' },
    { follows: { within: '3 minutes' }, expected: 'Follows within 3 minutes' },
  ])('$expected', ({ follows, expected }) => {
    expect(followingWords(follows).words).toBe(expected);
  });
});

test('Argo CD is told of a registry without TLS, and of no other', () => {
  const place = { name: 'production', url: 'http://127.0.0.1:5000', kind: 'oci' } as const;
  const command = 'argocd repo add oci://127.0.0.1:5000/platform/app --type oci --insecure-oci-force-http';
  expect(texts(argocdManifests(subject({ place })))).toContain(command);
  expect(texts(argocdManifests(subject())).join()).not.toContain('argocd repo add');
});
