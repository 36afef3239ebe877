import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '@/lib/config/configuration-file';
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
      'vendor: harbor\nrefresh: 7\nwrong: 1',
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
