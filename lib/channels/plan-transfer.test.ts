import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, planTransfer, stepsOf } from '@/lib/channels/plan-transfer';
import type { TransferPlan } from '@/lib/channels/transfer';
import type { PartManifest, TransferPart } from '@/lib/channels/transfer-part';
import type { Digest } from '@/lib/oci/names';

function digest(name: string): Digest {
  return `sha256:${Buffer.from(name).toString('hex').padStart(64, '0')}`;
}

/** Reads back what `digest` was given. */
function nameOf(of: Digest): string {
  return Buffer.from(of.slice('sha256:'.length).replace(/^(00)+/, ''), 'hex').toString();
}

interface Sketch {
  blobs?: string[];
  children?: string[];
  subject?: string;
}

function manifest(name: string, { blobs = [], children = [], subject }: Sketch): PartManifest {
  return {
    digest: digest(name),
    size: 100,
    blobs: blobs.map((blob) => ({ digest: digest(blob), size: 1000 })),
    children: children.map(digest),
    subject: subject === undefined ? null : digest(subject),
  };
}

/** A part whose first manifest is the root. */
function part(sketches: Record<string, Sketch>, change: Partial<TransferPart> = {}): TransferPart {
  const manifests = Object.entries(sketches).map(([name, sketch]) => manifest(name, sketch));
  return {
    kind: 'chart',
    from: { registry: 'staging', repository: 'team/app' },
    to: 'team/app',
    root: manifests[0]?.digest ?? digest('none'),
    tag: '1.2.1',
    manifests,
    signatures: [],
    platforms: [],
    ...change,
  };
}

/** Every wave as `stage: what, what`. */
function outline({ waves }: TransferPlan): string[] {
  return waves.map(
    ({ stage, steps }) =>
      `${stage}: ${steps
        .map((step) =>
          step.kind === 'tag' || step.kind === 'channel'
            ? `${step.tag}=${nameOf(step.digest)}`
            : step.kind === 'check'
              ? `${nameOf(step.digest)}(${step.referrers.map(nameOf).join(' ')})`
              : nameOf(step.digest),
        )
        .join(', ')}`,
  );
}

const CHART = { chart: { blobs: ['config', 'archive'] } };
const IMAGE = {
  index: { children: ['amd', 'arm'] },
  amd: { blobs: ['base', 'amd-layer'] },
  arm: { blobs: ['base', 'arm-layer'] },
};

describe('a plan', () => {
  test('of a plain chart: blobs, the chart, a look, its version, its channel', () => {
    expect(outline(planTransfer([part(CHART)], '1-stable'))).toEqual([
      'blobs: config, archive',
      'roots: chart',
      'check: chart()',
      'version: 1.2.1=chart',
      'channel: 1-stable=chart',
    ]);
  });

  test('without a channel ends with the version', () => {
    expect(outline(planTransfer([part(CHART)], null)).at(-1)).toBe('version: 1.2.1=chart');
  });

  test('has children before their index, what refers to something after it, tags last', () => {
    const all = part(
      {
        root: { children: ['inner'] },
        inner: { children: ['leaf'] },
        leaf: { blobs: ['layer'] },
        note: { subject: 'root', blobs: ['text'] },
        'note-on-note': { subject: 'note' },
        'note-on-leaf': { subject: 'leaf' },
        sig: { blobs: ['payload'] },
      },
      { signatures: [{ tag: 'sha256-x.sig', digest: digest('sig') }] },
    );
    expect(outline(planTransfer([all], '1-stable'))).toEqual([
      'blobs: layer, text, payload',
      'children: leaf',
      'children: inner',
      'roots: root',
      'referrers: note, note-on-leaf, sig',
      'referrers: note-on-note',
      'signatures: sha256-x.sig=sig',
      'check: root(note), note(note-on-note), leaf(note-on-leaf)',
      'version: 1.2.1=root',
      'channel: 1-stable=root',
    ]);
  });

  test('has the images, tags and all, before the chart can be seen', () => {
    const image = part(IMAGE, { kind: 'image', to: 'edge/proxy', tag: '4.1' });
    expect(outline(planTransfer([part(CHART), image], '1-stable'))).toEqual([
      'blobs: config, archive, base, amd-layer, arm-layer',
      'children: amd, arm',
      'roots: chart, index',
      'check: chart(), index()',
      'image-tags: 4.1=index',
      'version: 1.2.1=chart',
      'channel: 1-stable=chart',
    ]);
  });

  test('copies what two images of one repository share once, and for another repository again', () => {
    const image = (to: string, tag: string) => part(IMAGE, { kind: 'image', to, tag });
    const plan = planTransfer(
      [part(CHART), image('edge/a', '1'), image('edge/a', 'one'), image('edge/b', '1')],
      null,
    );
    expect(outline(plan).slice(0, 3)).toEqual([
      'blobs: config, archive, base, amd-layer, arm-layer, base, amd-layer, arm-layer',
      'children: amd, arm, amd, arm',
      'roots: chart, index, index',
    ]);
    expect(plan.routes.map(({ to }) => to)).toEqual(['team/app', 'edge/a', 'edge/b']);
  });

  test('puts no tag on an image whose tag is taken', () => {
    const image = part(IMAGE, { kind: 'image', to: 'edge/a', tag: null });
    expect(
      outline(planTransfer([part(CHART), image], null)).some((wave) => wave.startsWith('image-tags')),
    ).toBe(false);
  });

  test('looks only for referrers of what it copies', () => {
    const plan = planTransfer([part({ chart: { subject: 'elsewhere' } })], null);
    expect(outline(plan)).toContain('check: chart()');
  });

  test('numbers its steps and knows their bytes', () => {
    const steps = stepsOf(planTransfer([part(CHART)], '1-stable'));
    expect(steps.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(steps.map(({ step }) => bytesOf(step))).toEqual([1000, 1000, 100, 0, 0, 0]);
  });
});

describe('a plan is refused', () => {
  const big = (blobs: number): TransferPart => ({
    ...part(CHART),
    manifests: [
      {
        ...manifest('chart', {}),
        blobs: Array.from({ length: blobs }, (_, index) => ({ digest: digest(String(index)), size: 1 })),
      },
    ],
  });
  const size = (bytes: number): TransferPart => ({
    ...part(CHART),
    manifests: [{ ...manifest('chart', {}), blobs: [{ digest: digest('blob'), size: bytes }] }],
  });

  test.each<[string, TransferPart, string]>([
    ['with an index that contains itself', part({ root: { children: ['root'] } }), 'fine'],
    [
      'with indexes that contain each other',
      part({ root: { children: ['a'] }, a: { children: ['b'] }, b: { children: ['a'] } }),
      'invalid_chart',
    ],
    [
      'with referrers in a ring',
      part({ root: {}, a: { subject: 'b' }, b: { subject: 'a' } }),
      'invalid_chart',
    ],
    ['with a child that is not there', part({ root: { children: ['gone'] } }), 'invalid_chart'],
    ['with no root', { ...part(CHART), root: digest('gone') }, 'invalid_chart'],
    [
      'with two sizes for one blob',
      {
        ...part(CHART),
        manifests: [
          {
            ...manifest('chart', {}),
            blobs: [
              { digest: digest('x'), size: 1 },
              { digest: digest('x'), size: 2 },
            ],
          },
        ],
      },
      'invalid_chart',
    ],
    ['with 10,001 steps', big(9998), 'transfer_too_large'],
    ['with 10,000 steps', big(9997), 'fine'],
    ['with more than a tebibyte', size(1024 ** 4), 'transfer_too_large'],
    ['with as many bytes as a number holds', size(Number.MAX_SAFE_INTEGER), 'transfer_too_large'],
  ])('%s', (_, one, outcome) => {
    expect(codeOf(() => planTransfer([one], null))).toBe(outcome);
  });
});

test('whatever belongs together is copied once, before what needs it', () => {
  const names = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6'];
  // Links go to later manifests only, as digests do.
  const links = names.map((_, index) =>
    fc.record({
      children: fc.subarray(names.slice(index + 1)),
      subject: fc.option(fc.constantFrom(...names.slice(index + 1), 'elsewhere'), { nil: undefined }),
      blobs: fc.subarray(['a', 'b', 'c']),
    }),
  );
  fc.assert(
    fc.property(fc.tuple(...links), fc.nat(names.length - 1), (sketches, root) => {
      const named: Record<string, Sketch> = Object.fromEntries(
        names.map((name, index) => [name, sketches[index] ?? {}]),
      );
      const whole = part(named, { root: digest(names[root] ?? '') });
      const plan = planTransfer([whole], '1-stable');
      const at = new Map(
        plan.waves.flatMap(({ steps }, wave) =>
          steps.flatMap((step) => ('size' in step ? [[nameOf(step.digest), wave] as const] : [])),
        ),
      );
      const put = plan.waves.flatMap(({ steps }) => steps).filter((step) => 'size' in step);
      expect(new Set(put.map((step) => step.digest)).size).toBe(put.length);
      expect(put.length).toBe(names.length + new Set(sketches.flatMap(({ blobs }) => blobs)).size);
      const tree = reached(named, names[root] ?? '');
      for (const [name, { children = [], subject }] of Object.entries(named)) {
        for (const child of children) expect(at.get(child)).toBeLessThan(at.get(name) ?? 0);
        // What an index contains comes before it, also where it refers to it.
        if (subject !== undefined && at.has(subject) && !tree.has(name))
          expect(at.get(subject)).toBeLessThan(at.get(name) ?? 0);
      }
      expect(plan.waves.at(-1)?.stage).toBe('channel');
      expect(plan.waves.at(-2)?.stage).toBe('version');
    }),
  );
});

function reached(named: Record<string, Sketch>, name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const child of named[name]?.children ?? []) reached(named, child, seen);
  return seen;
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
