import { describe, expect, test } from 'vitest';
import { parseConfiguration, parseRegistryList } from '@/lib/config/configuration-file';
import { AppError } from '@/lib/errors';

function mistakesIn(text: string, environment: Record<string, string> = {}): string {
  try {
    parseConfiguration(text, 'chartroom.yaml', environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_configuration') return error.message;
    throw error;
  }
  return '';
}

describe('parseConfiguration', () => {
  test('fills in what is left out', () => {
    const text = 'registries:\n  - name: production\n    url: https://registry.example.com\n';
    expect(parseConfiguration(text, 'chartroom.yaml', {})).toEqual({
      registries: [
        {
          name: 'production',
          url: 'https://registry.example.com',
          kind: 'oci',
          proxy: 'environment',
          concurrency: 8,
          promotion: { mode: 'off', session: '8h', evidence: 'off' },
          refresh: '5m',
        },
      ],
      channels: {
        risks: ['stable', 'candidate', 'beta', 'edge'],
        words: [],
        reason: 'optional',
        checks: {
          downgrade: 'warn',
          images: 'warn',
          signature: 'off',
          'risk-order': 'warn',
          track: 'warn',
          prerelease: 'warn',
        },
      },
      webhooks: [],
      remoteImages: 'direct',
    });
  });

  test('replaces variables inside values, whatever characters they hold', () => {
    const text =
      'registries:\n  - name: a\n    url: https://a.example\n    credentials: { username: robot, password: "${SECRET}" }\n';
    const { registries } = parseConfiguration(text, 'chartroom.yaml', { SECRET: 'a: "b" # {c}\n' });
    expect(registries[0]?.credentials).toEqual({ username: 'robot', password: 'a: "b" # {c}\n' });
  });

  test('leaves variables alone where a message would show them', () => {
    expect(mistakesIn('registries: []\n"${SECRET}": 1\n', { SECRET: 'hunter2' })).not.toContain('hunter2');
  });

  test('lists every mistake with its path and line', () => {
    const text = [
      'registries:',
      '  - name: Production',
      '    url: https://user:pw@registry.example.com',
      '    refresh: soon',
      '  - name: b',
      '    url: https://b.example/team',
      '    promtion: { mode: shared }',
      'channels: { risks: [stable, stable] }',
    ].join('\n');
    const message = mistakesIn(text);
    expect(message).toContain('registries[0].name, line 2: must be');
    expect(message).toContain('registries[0].url, line 3: must not hold a login');
    expect(message).toContain('registries[0].refresh, line 4: must be a duration');
    expect(message).toContain('registries[1].url, line 6: must be scheme, host and port only');
    expect(message).toContain('promtion');
    expect(message).toContain('channels.risks');
    expect(message).toMatch(/^chartroom\.yaml has 6 mistakes:/);
    expect(message).not.toContain('user:pw');
  });

  test.each([
    {
      name: 'a variable that is not set',
      text: 'registries:\n  - name: a\n    url: https://${HOST}\n',
      says: 'no variable HOST',
    },
    {
      name: 'the same name twice',
      text: 'registries:\n  - {name: a, url: "https://a.b"}\n  - {name: a, url: "https://c.d"}\n',
      says: 'used twice',
    },
    { name: 'broken YAML', text: 'registries: [', says: 'line 1' },
    { name: 'an alias of nothing', text: 'registries: *none', says: 'alias' },
    {
      name: 'aliases that grow without end',
      text: [
        'a: &a [x, x, x, x, x, x, x, x, x, x]',
        'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]',
        'c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]',
        'registries: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]',
      ].join('\n'),
      says: 'alias',
    },
    { name: 'an alias inside itself', text: 'registries: &a [*a]', says: 'expected object' },
    { name: 'brackets without end', text: `registries: ${'['.repeat(300_000)}`, says: 'nested deeper' },
    {
      name: 'lists in lists without end',
      text: `registries:\n ${'- '.repeat(100_000)}`,
      says: 'nested deeper',
    },
    { name: 'a file of another kind altogether', text: 'x'.repeat(1_100_000), says: 'larger than' },
    { name: 'a list at the top', text: '- a', says: 'expected object' },
    {
      name: 'another kind',
      text: 'registries:\n  - {name: a, url: "https://a.b", kind: ftp}\n',
      says: 'must be oci',
    },
    {
      name: 'the same name twice beside another mistake',
      text: 'registries:\n  - {name: a, url: "https://a.b", refresh: 7}\n  - {name: a, url: "https://c.d"}\n',
      says: 'registries[1].name, line 3: “a” is used twice',
    },
    {
      name: 'half a login',
      text: 'registries:\n  - {name: a, url: "https://a.b", credentials: {username: x}}\n',
      says: 'registries[0].credentials',
    },
    {
      name: 'an address without scheme',
      text: 'registries:\n  - {name: a, url: registry.example.com}\n',
      says: 'must be an address',
    },
  ])('refuses $name', ({ text, says }) => {
    expect(mistakesIn(text)).toContain(says);
  });
});

describe('parseRegistryList', () => {
  test('names each registry after its host', () => {
    expect(
      parseRegistryList('https://a.example, http://127.0.0.1:5000').registries.map(({ name, url }) => [
        name,
        url,
      ]),
    ).toEqual([
      ['a.example', 'https://a.example'],
      ['127.0.0.1-5000', 'http://127.0.0.1:5000'],
    ]);
  });

  test('takes Helm repositories and folders', () => {
    expect(
      parseRegistryList('helm+https://charts.example.org/stable,file:///srv/charts').registries,
    ).toMatchObject([
      {
        name: 'charts.example.org-stable',
        kind: 'helm-repository',
        url: 'https://charts.example.org/stable',
      },
      { name: 'charts', kind: 'oci-layout', url: 'file:///srv/charts' },
    ]);
  });

  test.each([
    ['https://a.example,https://a.example', 'used twice'],
    ['helm+ftp://a.example', 'must start with https://'],
    ['helm+https://u:hunter2@a.example', 'must not hold a login'],
    ['https://a.example/stable', 'must be scheme, host and port only'],
    ['file://srv/charts', 'must be file:// and an absolute folder'],
  ])('%s is refused', (text, says) => {
    expect(() => parseRegistryList(text)).toThrow(says);
    expect(() => parseRegistryList(text)).not.toThrow('hunter2');
  });

  test('lists what is wrong', () => {
    expect(() => parseRegistryList('registry.example.com')).toThrow(
      /CHARTROOM_REGISTRIES has a mistake:\n.*registries\[0\]\.url/,
    );
  });
});
