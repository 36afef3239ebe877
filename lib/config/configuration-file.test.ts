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
          promotion: { mode: 'off' },
          refresh: '5m',
        },
      ],
      channels: { risks: ['stable', 'candidate', 'beta', 'edge'] },
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

const WHOLE = `
registries:
  - name: production
    url: https://registry.example.com
    vendor: harbor
    api: { url: https://api.example.com, tokenFile: /run/secrets/api }
    index: team/charts-index:latest
    repositories: [team/**]
    credentials: { username: robot, passwordFile: /run/secrets/password }
    tls: { caFile: ca.pem, certFile: own.pem, keyFile: own.key }
    proxy: off
    trustedHosts: [Auth.internal, 'minio.internal:9000', 10.0.0.7, '[fd00::7]:443']
    realm: https://auth.example.com
    concurrency: 64
    hooks: { secret: '\${HOOK_SECRET}' }
    promotion: { mode: personal }
  - name: community
    kind: helm-repository
    url: https://charts.example.org/stable/
    credentials: { username: robot, password: word }
    tls: { insecure: true }
    proxy: off
    trustedHosts: [storage.internal]
  - name: folder
    kind: oci-layout
    url: file:///srv/charts
    repositories: [app]
    refresh: 30s
`;

test('every setting of every kind', () => {
  const { registries } = parseConfiguration(WHOLE, 'chartroom.yaml', { HOOK_SECRET: 'sixteen letters!' });
  expect(registries.map(({ kind }) => kind)).toEqual(['oci', 'helm-repository', 'oci-layout']);
  expect(registries[0]).toMatchObject({
    vendor: 'harbor',
    api: { url: 'https://api.example.com', tokenFile: '/run/secrets/api' },
    index: 'team/charts-index:latest',
    credentials: { username: 'robot', passwordFile: '/run/secrets/password' },
    tls: { caFile: 'ca.pem', certFile: 'own.pem', keyFile: 'own.key' },
    proxy: 'off',
    trustedHosts: ['auth.internal', 'minio.internal:9000', '10.0.0.7', '[fd00::7]:443'],
    realm: 'https://auth.example.com',
    concurrency: 64,
    hooks: { secret: 'sixteen letters!' },
  });
});

/** The mistakes in one registry that is right but for `lines`. */
function mistakesWith(lines: string, kind = 'oci', url = 'https://registry.example.com'): string {
  const entry = [
    '- name: a',
    `  kind: ${kind}`,
    `  url: ${url}`,
    ...lines.split('\n').map((line) => `  ${line}`),
  ];
  return mistakesIn(`registries:\n${entry.map((line) => `  ${line}`).join('\n')}\n`);
}

describe('credentials', () => {
  test.each([
    '{ username: robot$ci, password: word }',
    '{ username: robot, passwordFile: /run/secrets/password }',
    '{ identityToken: abc.def }',
    '{ identityTokenFile: token }',
    '{ bearerToken: abc.def }',
    '{ bearerTokenFile: token }',
    '{ dockerConfig: true }',
    '{ dockerConfig: true, helpers: true }',
    '{ dockerConfigFile: /run/secrets/.dockerconfigjson }',
    '{ dockerConfigFile: config.json, helpers: true }',
    '{ helmConfig: true }',
    '{ helmConfig: true, helpers: true }',
    '{ podmanAuth: true }',
  ])('%s', (form) => {
    expect(mistakesWith(`credentials: ${form}`)).toBe('');
  });

  test.each([
    ['hunter2', 'must be one of { username, password }'],
    ['[hunter2]', 'must be one of { username, password }'],
    ['{}', 'must be one of { username, password }'],
    ['{ password: hunter2 }', 'must be one of { username, password }'],
    ['{ helpers: true }', 'must be one of { username, password }'],
    ['{ username: x }', 'username needs password or passwordFile'],
    ['{ username: x, password: hunter2, passwordFile: f }', 'either password or passwordFile, not both'],
    ['{ username: x, passwrod: hunter2 }', 'username does not go with “passwrod”'],
    ['{ username: "a:b", password: hunter2 }', 'credentials.username, line 5: must not have a colon'],
    ['{ username: x, password: "" }', 'credentials.password, line 5: must not be empty'],
    ['{ username: x, password: hunter2, dockerConfig: true }', 'not both username and dockerConfig'],
    ['{ identityToken: hunter2, bearerToken: hunter2 }', 'not both identityToken and bearerToken'],
    ['{ identityToken: hunter2, helpers: true }', 'Unrecognized key: "helpers"'],
    ['{ bearerToken: "hunter2 hunter2" }', 'must be a token: one line without spaces'],
    ['{ bearerTokenFile: "" }', 'must name a file'],
    ['{ dockerConfig: false }', 'must be one of { username, password }'],
    ['{ dockerConfig: true, helpers: sometimes }', 'must be one of { username, password }'],
    ['{ podmanAuth: true, helpers: true }', 'Unrecognized key: "helpers"'],
  ])('%s is refused', (form, says) => {
    const message = mistakesWith(`credentials: ${form}`);
    expect(message).toContain(says);
    expect(message).toMatch(/registries\[0\]\.credentials[.\w]*, line 5: /);
    expect(message).not.toContain('hunter2');
  });
});

test.each([
  ['vendor: github', 'registries[0].vendor, line 5: must be one of acr, distribution'],
  ['api: {}', 'registries[0].api, line 5: must have url, token or tokenFile'],
  ['api: { token: hunter2, tokenFile: f }', 'must have either token or tokenFile'],
  ['api: { token: "hunter2 hunter2" }', 'must be a token'],
  [
    'api: { url: "https://api.example.com/v2" }',
    'registries[0].api.url, line 5: must be scheme, host and port only',
  ],
  ['index: charts-index', 'registries[0].index, line 5: must be a repository and a tag'],
  ['index: "Team/Index:latest"', 'must be a repository and a tag'],
  ['index: "team/index:latest:x"', 'must be a repository and a tag'],
  ['tls: {}', 'registries[0].tls, line 5: must have caFile, certFile or insecure'],
  ['tls: { certFile: a }', 'certFile and keyFile go together'],
  ['tls: { keyFile: a }', 'certFile and keyFile go together'],
  ['tls: { insecure: true, caFile: a }', 'insecure checks no certificate'],
  ['tls: { insecure: false }', 'registries[0].tls.insecure, line 5: must be true, or left out'],
  ['proxy: http://proxy:3128', 'registries[0].proxy, line 5'],
  ['trustedHosts: [https://auth.internal]', 'registries[0].trustedHosts[0], line 5: must be a host'],
  ['trustedHosts: []', 'registries[0].trustedHosts, line 5'],
  [
    'realm: https://auth.example.com/token',
    'registries[0].realm, line 5: must be scheme, host and port only',
  ],
  ['realm: https://u:hunter2@auth.example.com', 'must not hold a login'],
  ['concurrency: 0', 'registries[0].concurrency, line 5'],
  ['concurrency: 65', 'registries[0].concurrency, line 5'],
  ['concurrency: 1.5', 'registries[0].concurrency, line 5'],
  ['hooks: { secret: hunter2 }', 'registries[0].hooks.secret, line 5: must have at least 16 characters'],
  ['hooks: {}', 'registries[0].hooks'],
  ['passCredentialsAll: true', 'passCredentialsAll'],
])('%s is refused', (line, says) => {
  const message = mistakesWith(line);
  expect(message).toContain(says);
  expect(message).not.toContain('hunter2');
});

describe('what does not go with the kind', () => {
  const helm = ['helm-repository', 'https://charts.example.org'] as const;
  const layout = ['oci-layout', 'file:///srv/charts'] as const;

  test.each([
    ['vendor: harbor', 'vendor, line 5: is for kind oci only', [helm, layout]],
    ['api: { token: t }', 'api, line 5: is for kind oci only', [helm, layout]],
    ['index: "a:b"', 'index, line 5: is for kind oci only', [helm, layout]],
    ['realm: https://a.example', 'realm, line 5: is for kind oci only', [helm, layout]],
    ['hooks: { secret: sixteen letters! }', 'hooks, line 5: is for kind oci only', [helm, layout]],
    [
      'credentials: { dockerConfig: true }',
      'credentials, line 5: is for kind oci and helm-repository',
      [layout],
    ],
    ['tls: { insecure: true }', 'tls, line 5: is for kind oci and helm-repository only', [layout]],
    ['trustedHosts: [a]', 'trustedHosts, line 5: is for kind oci and helm-repository only', [layout]],
    ['proxy: off', 'proxy, line 5: is not for kind oci-layout', [layout]],
    ['credentials: { identityToken: t }', 'an identity token is traded at a registry', [helm]],
    ['promotion: { mode: shared }', 'promotion.mode, line 5: must be off: only kind oci', [helm, layout]],
  ] as const)('%s', (line, says, kinds) => {
    for (const [kind, url] of kinds) expect(mistakesWith(line, kind, url)).toContain(says);
    if (!line.startsWith('proxy')) expect(mistakesWith(line)).toBe('');
  });

  test('promotion that is off', () => {
    expect(mistakesWith('promotion: { mode: off }', ...helm)).toBe('');
    expect(mistakesWith('promotion: { mode: off }', ...layout)).toBe('');
  });

  test.each([
    ['oci', 'file:///srv/charts', 'must start with https:// or http://'],
    ['oci', 'oci://registry.example.com', 'must start with https:// or http://'],
    ['helm-repository', 'https://a.example/charts/index.yaml', 'without /index.yaml'],
    ['oci-layout', 'https://registry.example.com', 'must be file:// and an absolute folder'],
  ])('%s at %s', (kind, url, says) => {
    expect(mistakesWith('refresh: 5m', kind, url)).toContain(`registries[0].url, line 4: `);
    expect(mistakesWith('refresh: 5m', kind, url)).toContain(says);
  });

  test('is listed beside every other mistake', () => {
    const message = mistakesWith(
      'vendor: harbor\nrefresh: soon\nwrong: 1',
      'helm-repository',
      'ftp://a.example',
    );
    expect(message).toMatch(/^chartroom\.yaml has 4 mistakes:/);
    for (const part of ['.url, line 4', '.vendor, line 5', '.refresh, line 6', 'wrong'])
      expect(message).toContain(part);
  });
});

test.each([
  '7',
  '[a]',
  '[{}]',
  '[{name: 7}]',
  '[{url: 7, kind: oci}, null]',
  '[{kind: oci-layout, promotion: 7}]',
])('registries: %s is a mistake, no crash', (registries) => {
  expect(mistakesIn(`registries: ${registries}`)).toContain('registries');
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
