import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

// The import arrows of ARCHITECTURE.md, held against what oxlint really refuses: every place imports every module.

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const MODULES = [
  'lib/errors',
  'lib/references',
  'lib/oci/names',
  'lib/oci/registry',
  'lib/helm/chart-metadata',
  'lib/store/store',
  'lib/channels/promotion',
  'lib/catalog/chart',
  'lib/sessions/sessions',
  'lib/search/engine',
  'lib/embedded-registry/server',
  'lib/config/configuration',
  'lib/api/schema/chart',
  'lib/api/problem',
  'lib/queries/charts',
  'lib/chartroom',
  'lib/services/charts',
  'components/ui/button',
  'components/layout/header',
  'components/chart/versions',
  'components/channel/channel-list',
  'components/registry/registry-list',
  'components/session/registry-sign-in',
  'components/search/search-box',
  'app/providers',
];

const WIRE = ['lib/errors', 'lib/references', 'lib/api/schema/', 'lib/queries/', 'components/ui/'];

const DOMAIN = ['lib/errors', 'lib/references', 'lib/oci/', 'lib/helm/', 'lib/store/', 'lib/channels/'];

/** Place → beginnings of the modules it may import. Its own folder is always among them. */
const ARROWS: Record<string, string[]> = {
  'lib/errors.ts': [],
  'lib/references.ts': ['lib/errors', 'lib/oci/names'],
  'lib/oci': ['lib/errors'],
  'lib/store': ['lib/errors'],
  'lib/helm': ['lib/errors', 'lib/references', 'lib/oci/'],
  'lib/search': ['lib/errors', 'lib/references', 'lib/oci/names'],
  'lib/channels': ['lib/errors', 'lib/references', 'lib/oci/', 'lib/helm/', 'lib/store/'],
  'lib/catalog': DOMAIN,
  'lib/sessions': ['lib/errors', 'lib/oci/', 'lib/store/'],
  'lib/embedded-registry': ['lib/errors', 'lib/oci/'],
  'lib/config': ['lib/errors', 'lib/references', 'lib/oci/'],
  'lib/api': ['lib/errors', 'lib/references', 'lib/oci/'],
  'lib/queries': ['lib/errors', 'lib/references', 'lib/api/schema/'],
  'lib/chartroom.ts': [
    ...DOMAIN,
    'lib/catalog/',
    'lib/sessions/',
    'lib/search/',
    'lib/config/',
    'lib/chartroom',
  ],
  'lib/services': [...DOMAIN, 'lib/catalog/', 'lib/sessions/', 'lib/search/', 'lib/config/', 'lib/chartroom'],
  'components/ui': [],
  'components/layout': WIRE,
  'components/chart': WIRE,
  'components/channel': [...WIRE, 'components/session/'],
  'components/registry': WIRE,
  'components/session': WIRE,
  'components/transfer': [...WIRE, 'components/session/'],
  'components/search': [...WIRE, 'lib/search/'],
  app: ['components/', 'lib/errors', 'lib/references', 'lib/api/', 'lib/queries/', 'lib/services/'],
};

const RELATIVE = '../elsewhere/module';

/** Planted file → what oxlint does not let it import. */
const refused = new Map<string, string[]>();

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arrows-'));
  try {
    await cp(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const path of [...Object.keys(ARROWS).map(plantedIn), 'lib/oci/planted.test.ts'])
      await plant(join(folder, path));
    for (const { code, filename, message } of await lint(folder)) {
      if (!code.includes('no-restricted-imports')) continue;
      const specifier = /^'([^']+)'/.exec(message)?.[1] ?? message;
      refused.set(filename, [...(refused.get(filename) ?? []), specifier]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.each(Object.keys(ARROWS))('%s imports what it may, and nothing else', (place) => {
  const allowed = [...(ARROWS[place] ?? []), `${place}/`];
  const forbidden = MODULES.filter((module) => !allowed.some((beginning) => module.startsWith(beginning)));
  expect(refused.get(plantedIn(place))).toEqual([...forbidden.map((module) => `@/${module}`), RELATIVE]);
});

test('tests may import anything', () => {
  expect(refused.has('lib/oci/planted.test.ts')).toBe(false);
});

test('every folder and module of lib and components has arrows', async () => {
  const places: string[] = [];
  for (const top of ['lib', 'components']) {
    for (const entry of await readdir(join(ROOT, top))) {
      if (!entry.includes('.test.')) places.push(`${top}/${entry}`);
    }
  }
  expect(places.filter((place) => !(place in ARROWS))).toEqual([]);
});

/** A place that is one module is itself the planted file. */
function plantedIn(place: string): string {
  return place.endsWith('.ts') ? place : `${place}/planted.ts`;
}

async function plant(file: string): Promise<void> {
  const specifiers = [...MODULES.map((module) => `@/${module}`), RELATIVE];
  const imports = specifiers.map((specifier, at) => `import { thing as thing${at} } from '${specifier}';`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${imports.join('\n')}\n`);
}

interface Diagnostic {
  code: string;
  filename: string;
  message: string;
}

async function lint(folder: string): Promise<Diagnostic[]> {
  const oxlint = join(ROOT, 'node_modules', '.bin', 'oxlint');
  const stdout = await new Promise<string>((resolve) => {
    // Its status says that something was refused, which is the point here.
    execFile(oxlint, ['--format', 'json', '.'], { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_, output) =>
      resolve(output),
    );
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  return diagnostics;
}
