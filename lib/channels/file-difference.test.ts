import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareFiles,
  DIFFERENCE_LIMITS,
  fileKind,
  type DifferenceLimits,
  type FileDifference,
} from '@/lib/channels/file-difference';

type Files = Record<string, string | Uint8Array>;

function toMap(files: Files): Map<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
}

async function compare(
  from: Files,
  to: Files,
  limits: Partial<DifferenceLimits> = {},
  now: () => number = () => 0,
): Promise<{ files: FileDifference[]; more: number }> {
  const ports = { now, pause: () => Promise.resolve(), limits: { ...DIFFERENCE_LIMITS, ...limits } };
  return compareFiles(toMap(from), toMap(to), ports);
}

async function compareOne(from: string | Uint8Array, to: string | Uint8Array): Promise<FileDifference> {
  const { files } = await compare({ 'templates/a.yaml': from }, { 'templates/a.yaml': to });
  const [file] = files;
  if (file === undefined) throw new Error('nothing differs');
  return file;
}

describe('compareFiles', () => {
  test('gives unified hunks, each with the lines around', async () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const after = before.with(4, 'changed').toSpliced(25, 0, 'new');
    expect(await compareOne(`${before.join('\n')}\n`, `${after.join('\n')}\n`)).toEqual({
      path: 'templates/a.yaml',
      kind: 'template',
      change: 'changed',
      hunks: [
        {
          fromLine: 2,
          toLine: 2,
          lines: [' line 2', ' line 3', ' line 4', '-line 5', '+changed', ' line 6', ' line 7', ' line 8'],
        },
        {
          fromLine: 23,
          toLine: 23,
          lines: [' line 23', ' line 24', ' line 25', '+new', ' line 26', ' line 27', ' line 28'],
        },
      ],
      lines: { added: 2, removed: 1 },
      note: null,
    });
  });

  test('names what comes and goes, in an order to read: own before subcharts, schema first', async () => {
    const { files } = await compare(
      { 'templates/gone.yaml': 'a\n', 'same.txt': 'x', 'charts/db/values.yaml': 'a: 1\n' },
      {
        'README.md': 'new\n',
        'same.txt': 'x',
        'crds/b.yaml': 'b\n',
        'values.schema.json': '{}\n',
        'charts/db/values.yaml': 'a: 2\n',
        'charts/db/templates/x.yaml': 'x\n',
      },
    );
    expect(files.map(({ path, kind, change }) => [path, kind, change])).toEqual([
      ['values.schema.json', 'schema', 'added'],
      ['templates/gone.yaml', 'template', 'removed'],
      ['crds/b.yaml', 'crd', 'added'],
      ['README.md', 'other', 'added'],
      ['charts/db/templates/x.yaml', 'template', 'added'],
      ['charts/db/values.yaml', 'values', 'changed'],
    ]);
  });

  test.each<[string, string | Uint8Array, string | Uint8Array, string]>([
    ['bytes that are no text', 'text\n', Uint8Array.of(0x89, 0x50), 'It is not text.'],
    ['text with a zero', 'text\n', 'te\0xt', 'It is not text.'],
    ['other line ends', 'a\nb\n', 'a\r\nb\r\n', 'Only the ends of its lines differ.'],
    [
      'what is too large',
      'a'.repeat(DIFFERENCE_LIMITS.characters + 1),
      'b\n',
      'It is larger than 512 KiB, so it was not compared.',
    ],
  ])('%s is named only', async (_name, before, after, note) => {
    expect(await compareOne(before, after)).toMatchObject({ hunks: [], lines: null, note });
  });

  test('what hides in a line is written out, and long lines are cut', async () => {
    const [hunk] = (await compareOne('a\n', `\u202eevil\u0007${'x'.repeat(1000)}\n`)).hunks;
    expect(hunk?.lines[1]).toMatch(/^\+\\u\{202e\}evil\\u\{7\}x+…$/);
    expect(hunk?.lines[1]).toHaveLength(400);
  });

  test('shows as much as there is room for, and says so', async () => {
    const many = Array.from({ length: 10 }, (_, index) => `${index}\n`).join('');
    const { files, more } = await compare(
      {},
      { a: many, b: many, c: many, d: many },
      { files: 3, linesOfFile: 6, lines: 8 },
    );
    expect(files.map(({ hunks, note }) => [hunks.flatMap(({ lines }) => lines).length, note])).toEqual([
      [6, 'Only the beginning of what differs is shown.'],
      [2, 'Only the beginning of what differs is shown.'],
      [0, 'There was no room left to show what differs in it.'],
    ]);
    expect(files[0]?.lines).toEqual({ added: 10, removed: 0 });
    expect(more).toBe(1);
  });

  test('gives up in time', async () => {
    let clock = 0;
    const { files } = await compare({}, { a: 'a', b: 'b' }, { milliseconds: 10 }, () => (clock += 6));
    expect(files.map(({ hunks }) => hunks.length)).toEqual([1, 0]);
    const started = performance.now();
    const ports = { now: () => performance.now(), pause: () => Promise.resolve() };
    const limits = { ...DIFFERENCE_LIMITS, millisecondsOfFile: 30 };
    const hopeless = await compareFiles(toMap({ a: numbers(7919) }), toMap({ a: numbers(104_729) }), {
      ...ports,
      limits,
    });
    expect(hopeless.files[0]?.note).toMatch(/too long/);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('the hunks, put in, make the newer file of the older', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', ' d', '-e', '+f'), { maxLength: 12 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (from, to) => {
        const { files } = await compare({ f: from }, { f: to });
        expect(applyHunks(from, files[0]?.hunks ?? [])).toBe(to);
      }),
    );
  });
});

function numbers(seed: number): string {
  return Array.from({ length: 20_000 }, (_, index) => `${(index * seed) % 65_537}`).join('\n');
}

function applyHunks(text: string, hunks: FileDifference['hunks']): string {
  const lines = text.split('\n').slice(0, -1);
  const made: string[] = [];
  let at = 0;
  for (const { fromLine, lines: changed } of hunks) {
    const old = changed.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
    const start = old.length === 0 ? fromLine : fromLine - 1;
    made.push(
      ...lines.slice(at, start),
      ...changed.filter((line) => !line.startsWith('-')).map((l) => l.slice(1)),
    );
    expect(lines.slice(start, start + old.length)).toEqual(old);
    at = start + old.length;
  }
  return [...made, ...lines.slice(at)].map((line) => `${line}\n`).join('');
}

test.each([
  ['values.yaml', 'values'],
  ['values.schema.json', 'schema'],
  ['templates/tests/a.yaml', 'template'],
  ['crds/a.yaml', 'crd'],
  ['charts/db/charts/inner/templates/a.yaml', 'template'],
  ['charts/db-1.0.0.tgz', 'other'],
  ['files/templates/a', 'other'],
])('%s is %s', (path, kind) => {
  expect(fileKind(path)).toBe(kind);
});
