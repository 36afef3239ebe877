import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { pack, type Header } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { readChartArchive } from '@/lib/helm/chart-archive';
import { packChart } from '@/lib/helm/chart-package';
import { ARCHIVE_LIMITS } from '@/lib/helm/limits';

type Entry = Partial<Header> & { name: string; content?: string | Uint8Array };

async function tar(entries: Entry[]): Promise<Buffer> {
  const packing = pack();
  for (const { content, ...header } of entries) packing.entry(header, Buffer.from(content ?? ''));
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const CHART = { name: 'app/Chart.yaml', content: 'name: app\nversion: 1.0.0\n' };

async function archive(entries: Entry[]): Promise<Uint8Array> {
  return gzipSync(await tar(entries));
}

/** Bytes that do not compress, the same every time. */
function noiseOf(size: number): Uint8Array {
  let state = 1;
  return new Uint8Array(size).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

function text(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}

describe('a well-formed archive', () => {
  test('is read without its top folder', async () => {
    const files = { 'Chart.yaml': 'name: app\n', 'values.yaml': 'a: 1\n', 'templates/x.yaml': 'kind: X\n' };
    const read = await readChartArchive(await packChart(files, 'app'));
    expect(Object.fromEntries([...read.files].map(([path, content]) => [path, text(content)]))).toEqual(
      files,
    );
    expect(read.problems).toEqual([]);
  });

  test('opens embedded archives, and names their problems by path', async () => {
    const inner = await archive([
      { name: 'redis/Chart.yaml', content: 'name: redis\n' },
      { name: 'redis/link', type: 'symlink', linkname: '/etc/passwd' },
    ]);
    const read = await readChartArchive(
      await archive([CHART, { name: 'app/charts/redis-1.0.0.tgz', content: inner }]),
    );
    expect(text(read.archives.get('charts/redis-1.0.0.tgz')?.files.get('Chart.yaml'))).toBe('name: redis\n');
    expect(read.problems).toEqual([
      { part: 'charts/redis-1.0.0.tgz/link', message: 'Left out: a symlink is not allowed in a chart.' },
    ]);
  });

  test('of several gzip members is one', async () => {
    const bytes = await tar([CHART, { name: 'app/README.md', content: '# App' }]);
    const read = await readChartArchive(
      Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))]),
    );
    expect(text(read.files.get('README.md'))).toBe('# App');
  });

  test('with a gzip header of every optional field', async () => {
    const plain = gzipSync(await tar([CHART]));
    const header = Buffer.from([...plain.subarray(0, 3), 2 + 4 + 8 + 16, ...plain.subarray(4, 10)]);
    const fields = Buffer.concat([
      Buffer.from([3, 0, 1, 2, 3]),
      Buffer.from('name\0comment\0'),
      Buffer.from([9, 9]),
    ]);
    const read = await readChartArchive(Buffer.concat([header, fields, plain.subarray(10)]));
    expect([...read.files.keys()]).toEqual(['Chart.yaml']);
  });
});

describe('hostile entries are left out and the rest is read', () => {
  test.each<{ name: string; entry: Entry; message: string }>([
    { name: 'traversal', entry: { name: 'app/../../etc/passwd' }, message: 'leads out of the chart' },
    { name: 'traversal by backslash', entry: { name: 'app\\..\\..\\x' }, message: 'leads out of the chart' },
    { name: 'absolute path', entry: { name: '/etc/passwd' }, message: 'absolute' },
    { name: 'absolute by backslash', entry: { name: '\\\\host\\share' }, message: 'absolute' },
    { name: 'drive letter', entry: { name: 'C:\\Windows\\x' }, message: 'drive letter' },
    { name: 'drive letter inside', entry: { name: 'app/C:/x' }, message: 'drive letter' },
    {
      name: 'long path',
      entry: { name: `app/${'a/'.repeat(600)}x` },
      message: 'longer than 1024 characters',
    },
    { name: 'symlink', entry: { name: 'app/l', type: 'symlink', linkname: '../../x' }, message: 'a symlink' },
    {
      name: 'hard link',
      entry: { name: 'app/l', type: 'link', linkname: 'app/Chart.yaml' },
      message: 'a link',
    },
    { name: 'device', entry: { name: 'app/d', type: 'character-device' }, message: 'a character-device' },
    { name: 'fifo', entry: { name: 'app/f', type: 'fifo' }, message: 'a fifo' },
    {
      name: 'file outside the folder',
      entry: { name: 'loose.txt' },
      message: 'not inside the chart’s folder',
    },
    {
      name: 'second of a name',
      entry: { name: 'app/Chart.yaml', content: 'name: evil' },
      message: 'more than once',
    },
    { name: 'second top folder', entry: { name: 'other/x' }, message: '2 top folders' },
    {
      name: 'broken embedded chart',
      entry: { name: 'app/charts/x.tgz', content: 'no' },
      message: 'not a gzip file',
    },
  ])('$name', async ({ entry, message }) => {
    const read = await readChartArchive(
      await archive([CHART, entry, { name: 'app/README.md', content: '# App' }]),
    );
    expect(text(read.files.get('Chart.yaml'))).toBe(CHART.content);
    expect(text(read.files.get('README.md'))).toBe('# App');
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]?.message).toContain(message);
  });

  test('direction overrides in names are written out', async () => {
    const read = await readChartArchive(await archive([CHART, { name: 'app/\u202egpj.exe' }]));
    expect([...read.files.keys()]).toEqual(['Chart.yaml', '\\u{202e}gpj.exe']);
  });

  test('a NUL in a PAX path', async () => {
    const bytes = await tar([CHART, { name: 'app/x', pax: { path: 'app/a\0b' } }]);
    const read = await readChartArchive(gzipSync(bytes));
    expect(read.problems[0]?.message).toContain('NUL');
  });

  test('names that are properties of every object', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const read = await readChartArchive(
      await archive([CHART, ...names.map((name) => ({ name: `app/${name}` }))]),
    );
    expect([...read.files.keys()]).toEqual(['Chart.yaml', ...names]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('the list of problems is bounded', async () => {
    const links = Array.from({ length: 300 }, (_, index) => ({
      name: `app/${index}`,
      type: 'symlink' as const,
    }));
    const read = await readChartArchive(await archive([CHART, ...links]));
    expect(read.problems).toHaveLength(51);
  });
});

describe('what follows the end of the archive', () => {
  test('as bytes is ignored, and said', async () => {
    const read = await readChartArchive(Buffer.concat([await archive([CHART]), Buffer.from('junk')]));
    expect(text(read.files.get('Chart.yaml'))).toBe(CHART.content);
    expect(read.problems).toEqual([
      { part: 'archive', message: '4 bytes behind the end of the archive were ignored.' },
    ]);
  });

  test('as zero padding is nothing', async () => {
    const read = await readChartArchive(Buffer.concat([await archive([CHART]), Buffer.alloc(512)]));
    expect(read.problems).toEqual([]);
  });

  test('as entries is left out, because Helm does not see them', async () => {
    const hidden = await tar([{ name: 'app/hidden.yaml', content: 'x' }]);
    const read = await readChartArchive(gzipSync(Buffer.concat([await tar([CHART]), hidden])));
    expect([...read.files.keys()]).toEqual(['Chart.yaml']);
    expect(read.problems[0]?.message).toContain('Entries behind the end');
  });

  test('is not confused with zeros inside a file', async () => {
    const zeros = { name: 'app/zeros', content: new Uint8Array(200_000) };
    const read = await readChartArchive(
      await archive([CHART, zeros, { name: 'app/README.md', content: '# App' }]),
    );
    expect([...read.files.keys()]).toEqual(['Chart.yaml', 'zeros', 'README.md']);
    expect(read.problems).toEqual([]);
  });
});

describe('limits', () => {
  const fatal: { name: string; make: () => Promise<Uint8Array>; message: string }[] = [
    { name: 'empty', make: async () => new Uint8Array(), message: 'it is empty' },
    { name: 'not gzip', make: async () => Buffer.from('<html>not found</html>'), message: 'not a gzip file' },
    {
      name: 'gzip but no tar',
      make: async () => gzipSync(Buffer.alloc(2000, 'x')),
      message: 'cannot be read',
    },
    { name: 'no files', make: () => archive([]), message: 'holds no files' },
    {
      name: 'cut off at once',
      make: async () => (await archive([CHART])).subarray(0, 40),
      message: 'cut off',
    },
    { name: '50 MB', make: async () => new Uint8Array(50_000_000), message: 'at most 20 MiB' },
    {
      name: 'bomb',
      make: () =>
        archive([CHART, ...Array.from({ length: 30 }, (_, i) => ({ name: `app/${i}`, content: ZEROS }))]),
      message: 'larger than 100 MiB when inflated',
    },
    {
      name: 'bomb inside an embedded chart',
      make: async () => {
        const bomb = Array.from({ length: 30 }, (_, i) => ({ name: `x/${i}`, content: ZEROS }));
        return archive([CHART, { name: 'app/charts/x.tgz', content: await archive(bomb) }]);
      },
      message: 'larger than 100 MiB when inflated',
    },
    {
      name: 'too many entries',
      make: () => archive([CHART, ...Array.from({ length: 10_000 }, (_, i) => ({ name: `app/${i}` }))]),
      message: 'more than 10000 entries',
    },
    {
      name: 'too many gzip members',
      make: async () => Buffer.concat(Array.from({ length: 100 }, () => gzipSync(''))),
      message: 'more than 64 gzip members',
    },
  ];
  const ZEROS = new Uint8Array(4 * 1024 * 1024);

  test.each(fatal)('$name', async ({ make, message }) => {
    const reading = readChartArchive(await make());
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'invalid_chart' });
  });

  test('one file too large is left out alone', async () => {
    const large = { name: 'app/large', content: new Uint8Array(5 * 1024 * 1024 + 1) };
    const read = await readChartArchive(
      await archive([CHART, large, { name: 'app/README.md', content: '# App' }]),
    );
    expect([...read.files.keys()]).toEqual(['Chart.yaml', 'README.md']);
    expect(read.problems).toEqual([{ part: 'large', message: 'Left out: it is larger than 5 MiB.' }]);
  });

  test('archives in archives, at most three deep', async () => {
    let bytes = await archive([CHART]);
    for (let depth = 0; depth < 5; depth += 1) {
      bytes = await archive([CHART, { name: 'app/charts/next.tgz', content: bytes }]);
    }
    const read = await readChartArchive(bytes);
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]?.message).toContain('deeper than 3 archives');
  });

  test('time, by the clock that is given', async () => {
    let time = 0;
    const now = () => (time += 15_000);
    await expect(readChartArchive(await archive([CHART]), { now })).resolves.toBeDefined();
    time = 0;
    const many = await archive([CHART, { name: 'app/x', content: new Uint8Array(200_000) }]);
    await expect(readChartArchive(many, { now })).rejects.toThrow('takes longer than 20 seconds');
  });

  test('an archive that breaks off shows what came before', async () => {
    const noise = noiseOf(200_000);
    const whole = await archive([CHART, { name: 'app/noise', content: noise }]);
    const read = await readChartArchive(whole.subarray(0, whole.byteLength - 60_000));
    expect([...read.files.keys()]).toEqual(['Chart.yaml']);
    expect(read.problems[0]?.message).toContain('damaged or cut off. What came before is shown.');
  });
});

describe('whatever the bytes', () => {
  const limits = { ...ARCHIVE_LIMITS, inflated: 1_000_000 };
  const survives = async (bytes: Uint8Array): Promise<void> => {
    try {
      await readChartArchive(bytes, { limits });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(error.code).toBe('invalid_chart');
    }
  };

  test('random bytes, plain and gzipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.boolean(), async (bytes, zipped) => {
        await survives(zipped ? gzipSync(bytes) : bytes);
      }),
    );
  });

  test('a chart with bytes changed, before and after compression', async () => {
    const inner = await archive([{ name: 'x/Chart.yaml', content: 'name: x' }]);
    const plain = await tar([
      CHART,
      { name: 'app/README.md', content: '# App', pax: { comment: 'a PAX header' } },
      { name: 'app/charts/x.tgz', content: inner },
      { name: `app/${'long/'.repeat(40)}name`, content: 'x' },
    ]);
    const changes = fc.array(fc.tuple(fc.nat(plain.byteLength - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (edits, zipped) => {
        const bytes = Buffer.from(zipped ? gzipSync(plain) : plain);
        for (const [at, value] of edits) bytes[at % bytes.byteLength] = value;
        await survives(zipped ? bytes : gzipSync(bytes));
      }),
      { numRuns: 200 },
    );
  });
});

test('the event loop keeps turning while a large archive is read', async () => {
  const noise = noiseOf(4_000_000);
  const bytes = await archive([CHART, { name: 'app/a', content: noise }, { name: 'app/b', content: noise }]);
  let turns = 0;
  let reading = true;
  const turn = (): void => {
    turns += 1;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  await readChartArchive(bytes);
  reading = false;
  expect(turns).toBeGreaterThan(50); // a synchronous reading leaves room for one
});
