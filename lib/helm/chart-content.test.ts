import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { readChartArchive, type ChartArchive } from '@/lib/helm/chart-archive';
import { readChartContent } from '@/lib/helm/chart-content';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { packChart } from '@/lib/helm/chart-package';

type Files = Record<string, string | Uint8Array>;
const METADATA = { name: 'app', version: '1.0.0', appVersion: '3.1' };

function encode(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function archiveOf(files: Files): ChartArchive {
  const entries = Object.entries({ 'Chart.yaml': 'name: app\nversion: 1.0.0\n', ...files });
  return {
    files: new Map(entries.map(([path, content]) => [path, encode(content)])),
    archives: new Map(),
    problems: [],
  };
}

function contentOf(files: Files, metadata: Record<string, unknown> = {}) {
  return readChartContent(archiveOf(files), parseChartMetadata({ ...METADATA, ...metadata }));
}

function imagesOf(files: Files, metadata: Record<string, unknown> = {}): string[] {
  return contentOf(files, metadata).images.map(
    ({ image, from, default: isDefault }) => `${image} < ${from}${isDefault ? '' : ' (off)'}`,
  );
}

describe('texts', () => {
  test.each([
    [['README.md', 'readme.md'], 'README.md'],
    [['Readme.MD'], 'Readme.MD'],
    [['README', 'README.markdown'], 'README.markdown'],
    [['readme.txt'], 'readme.txt'],
    [['docs/README.md'], null],
  ])('of %j the README is %s', (paths, expected) => {
    expect(contentOf(Object.fromEntries(paths.map((path) => [path, path]))).readme).toBe(expected);
  });

  test('are the files as they are, and absent ones are null', () => {
    const { values, schema, readme, problems, files } = contentOf({ 'values.yaml': '# a comment\na: 1\n' });
    expect({ values, schema, readme, problems }).toEqual({
      values: '# a comment\na: 1\n',
      schema: null,
      readme: null,
      problems: [],
    });
    expect(files).toEqual([
      { path: 'Chart.yaml', size: 25 },
      { path: 'values.yaml', size: 17 },
    ]);
  });

  test('with broken UTF-8 are shown and reported once', () => {
    const { readme, values, problems } = contentOf({
      'README.md': new Uint8Array([0x41, 0xff, 0x42]),
      'values.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xc3, 0x28]),
    });
    expect(readme).toBe('A�B');
    expect(values).toBe('a: �(');
    expect(problems.map(({ part }) => part).sort()).toEqual(['README.md', 'values.yaml']);
  });
});

describe('dependencies', () => {
  test('come from Chart.yaml, else from requirements.yaml', () => {
    const requirements = {
      'requirements.yaml': 'dependencies:\n- name: redis\n  version: 1.x\n  repository: https://r\n',
    };
    expect(contentOf(requirements).dependencies).toEqual([
      { name: 'redis', version: '1.x', repository: 'https://r', tags: [] },
    ]);
    expect(
      contentOf(requirements, { dependencies: [{ name: 'x' }] }).dependencies.map(({ name }) => name),
    ).toEqual(['x']);
  });

  test('that cannot be read are a problem and nothing more', () => {
    const { dependencies, problems, values } = contentOf({
      'requirements.yaml': 'a: [',
      'values.yaml': 'a: 1',
    });
    expect(dependencies).toEqual([]);
    expect(values).toBe('a: 1');
    expect(problems.map(({ part }) => part)).toEqual(['requirements.yaml']);
  });
});

test('changes are read from the annotation', () => {
  const changes =
    '- kind: security\n  description: Fix a leak\n- Plain text\n- kind: odd\n  description: Odd\n- {}\n';
  expect(contentOf({}, { annotations: { 'artifacthub.io/changes': changes } }).changes).toEqual([
    { kind: 'security', description: 'Fix a leak' },
    { kind: null, description: 'Plain text' },
    { kind: null, description: 'Odd' },
  ]);
  expect(contentOf({}, { annotations: { 'artifacthub.io/changes': 'a: 1' } }).problems).toHaveLength(1);
});

describe('declared images', () => {
  const files = { 'values.yaml': 'image: {repository: other, tag: 1}\n' };
  test.each(['artifacthub.io/images', 'images'])('%s is taken as it is', (annotation) => {
    const annotations = {
      [annotation]: '- name: app\n  image: quay.io/a/b:1\n- image: "https://no"\n- image: c:2\n',
    };
    expect(imagesOf(files, { annotations })).toEqual([
      `quay.io/a/b:1 < annotation ${annotation}`,
      `c:2 < annotation ${annotation}`,
    ]);
  });

  test('that are no list are a problem, and values count', () => {
    const { images, problems } = contentOf(files, { annotations: { images: 'a: *b' } });
    expect(images.map(({ image }) => image)).toEqual(['other:1']);
    expect(problems.map(({ part }) => part)).toEqual(['Chart.yaml']);
  });
});

describe('images by the conventions of values', () => {
  const SHA = 'b'.repeat(64);
  test.each<{ name: string; values: string; expected: string[] }>([
    {
      name: 'repository and tag',
      values: 'image:\n  repository: a/b\n  tag: "1"',
      expected: ['a/b:1 < values.yaml:1 image'],
    },
    {
      name: 'a number as tag',
      values: 'image:\n  repository: a\n  tag: 1.25',
      expected: ['a:1.25 < values.yaml:1 image'],
    },
    {
      name: 'no tag',
      values: 'image:\n  repository: a\n  tag: ""',
      expected: ['a:3.1 < values.yaml:1 image'],
    },
    {
      name: 'registry',
      values: 'x:\n  image:\n    registry: quay.io\n    repository: a\n    tag: 1',
      expected: ['quay.io/a:1 < values.yaml:2 x.image'],
    },
    {
      name: 'global registry',
      values: 'global: {imageRegistry: r.io}\nimage: {registry: quay.io, repository: a, tag: 1}',
      expected: ['r.io/a:1 < values.yaml:2 image'],
    },
    {
      name: 'digest',
      values: `image: {repository: a, tag: 1, digest: "sha256:${SHA}"}`,
      expected: [`a:1@sha256:${SHA} < values.yaml:1 image`],
    },
    {
      name: 'sha',
      values: `image: {repository: a, sha: "${SHA}"}`,
      expected: [`a@sha256:${SHA} < values.yaml:1 image`],
    },
    { name: 'name and tag', values: 'image: {name: a, tag: 1}', expected: ['a:1 < values.yaml:1 image'] },
    { name: 'text', values: 'image: a:1', expected: ['a:1 < values.yaml:1 image'] },
    {
      name: 'text and tag',
      values: 'sidecar:\n  image: a\n  tag: 2',
      expected: ['a:2 < values.yaml:2 sidecar.image'],
    },
    { name: 'text and imageTag', values: 'image: a\nimageTag: 2', expected: ['a:2 < values.yaml:1 image'] },
    {
      name: '…Image and …ImageTag',
      values: 'waitImage: a\nwaitImageTag: 2',
      expected: ['a:2 < values.yaml:1 waitImage'],
    },
    {
      name: 'imageRepository',
      values: 'imageRepository: a\nimageTag: 2',
      expected: ['a:2 < values.yaml:1 imageRepository'],
    },
    { name: 'imageName', values: 'imageName: a\nimageTag: 2', expected: ['a:2 < values.yaml:1 imageName'] },
    {
      name: 'lists',
      values: 'extra:\n- image: a:1\n- image: b:1',
      expected: ['a:1 < values.yaml:2 extra[0].image', 'b:1 < values.yaml:3 extra[1].image'],
    },
    {
      name: 'switched off',
      values: 'metrics:\n  enabled: false\n  image: {repository: a, tag: 1}',
      expected: ['a:1 < values.yaml:3 metrics.image (off)'],
    },
    {
      name: 'used twice, once by default',
      values: 'a:\n  enabled: false\n  image: x:1\nb:\n  image: x:1',
      expected: ['x:1 < values.yaml:5 b.image'],
    },
    {
      name: 'a chart repository',
      values: 'repository: https://charts.example.org\nimage: {pullPolicy: Always}',
      expected: [],
    },
    {
      name: 'a Git repository',
      values: 'git: {repository: "git@example.org:a/b.git", tag: v1}',
      expected: [],
    },
    { name: 'a picture', values: 'logoImage: https://example.org/logo.png', expected: [] },
    { name: 'pull settings', values: 'imagePullPolicy: Always\nimagePullSecrets: [a]', expected: [] },
    { name: 'nothing', values: '', expected: [] },
  ])('$name', ({ values, expected }) => {
    expect(imagesOf({ 'values.yaml': values })).toEqual(expected);
  });
});

describe('images out of templates', () => {
  test('are written as the template writes them, and placed where they can be changed', () => {
    const files = {
      'values.yaml': 'image:\n  repository: a/b\n  tag: ""\n',
      'templates/x.yaml':
        'kind: Pod\nspec:\n  image: "{{ .Values.image.repository }}:v{{ .Values.image.tag | default .Chart.AppVersion }}"\n',
    };
    expect(imagesOf(files)).toEqual(['a/b:v3.1 < values.yaml:1 image']);
  });

  test('include literal ones, with their line, but not those in comments', () => {
    const template =
      '{{- /* a\ncomment */ -}}\nkind: Pod\n# image: no:1\n- image: yes:1 # why\n  x: y # image: no:2\n';
    expect(imagesOf({ 'templates/tests/pod.yaml': template })).toEqual([
      'yes:1 < templates/tests/pod.yaml:5',
    ]);
  });

  test('follow conditions, and show what could be switched on', () => {
    const files = {
      'values.yaml': 'metrics: {enabled: false, repo: m, version: 2}\nweb: {use: true}\n',
      'templates/x.yaml': [
        '{{- if .Values.metrics.enabled }}',
        'image: {{ printf "%s:%v" .Values.metrics.repo .Values.metrics.version | quote }}',
        '{{- end }}',
        '{{ if and .Values.web.use (not .Values.web.off) }}',
        'image: on:1',
        '{{ else }}',
        'image: off:1',
        '{{ end }}',
      ].join('\n'),
    };
    expect(imagesOf(files)).toEqual([
      'on:1 < templates/x.yaml:5',
      'm:2 < templates/x.yaml:2 (off)',
      'off:1 < templates/x.yaml:7 (off)',
    ]);
  });

  test('follow named templates, variables, ranges and merged maps', () => {
    const files = {
      'values.yaml':
        'global: {registry: r.io}\nparts:\n  b: {image: {name: b, tag: 2}}\n  a: {image: {name: a, tag: 1}}\n',
      'templates/_helpers.tpl': [
        '{{- define "image" -}}',
        '{{- $registry := .global.registry | default .root.registry -}}',
        '{{- if .root.digest }}{{ $registry = "never" }}{{ end -}}',
        '{{- printf "%s/%s:%s" $registry .root.name (toString .root.tag) -}}',
        '{{- end -}}',
      ].join('\n'),
      'templates/x.yaml':
        '{{ $root := . }}{{ range $key, $part := .Values.parts }}\nimage: {{ include "image" (dict "root" $part.image "global" $.Values.global) }}\n{{ end }}',
    };
    expect(imagesOf(files).map((line) => line.split(' ')[0])).toEqual(['r.io/a:1', 'r.io/b:2', 'b:2', 'a:1']);
  });

  test('that depend on what only a cluster knows are left out, but both sides of such a condition are read', () => {
    const template =
      '{{ if .Capabilities.APIVersions.Has "x/v1" }}\nimage: a:1\n{{ else }}\nimage: b:1\n{{ end }}\nimage: {{ lookup "v1" "Pod" "" "" | unknownFunction }}:1\n';
    expect(imagesOf({ 'templates/x.yaml': template })).toEqual([
      'a:1 < templates/x.yaml:2',
      'b:1 < templates/x.yaml:4',
    ]);
  });

  test('count images that are handed on in arguments', () => {
    const files = {
      'values.yaml': 'reloader:\n  image: {repository: r, tag: 1}\nunused:\n  image: u:1\n',
      'templates/x.yaml':
        'image: a:1\nargs: ["--reloader={{ .Values.reloader.image.repository }}:{{ .Values.reloader.image.tag }}"]\n',
    };
    expect(imagesOf(files)).toEqual([
      'a:1 < templates/x.yaml:1',
      'r:1 < values.yaml:2 reloader.image',
      'u:1 < values.yaml:4 unused.image (off)',
    ]);
  });

  test('that are no templates are a problem, and the rest is read', () => {
    const { images, problems } = contentOf({
      'templates/a.yaml': '{{ if }}',
      'templates/b.yaml': 'image: b:1',
    });
    expect(images.map(({ image }) => image)).toEqual(['b:1']);
    expect(problems.map(({ part }) => part)).toEqual(['templates/a.yaml']);
  });
});

describe('subcharts', () => {
  const redis = {
    'charts/redis/Chart.yaml': 'name: redis\nversion: 7.0.0\nappVersion: "7"\n',
    'charts/redis/values.yaml': 'image:\n  repository: redis\nreplica: {image: old:1}\n',
  };

  test('get their parent’s values under their name, and global ones', () => {
    const parent = {
      'values.yaml': 'global: {imageRegistry: r.io}\nredis:\n  image: {tag: 8}\n  replica: null\n',
    };
    expect(imagesOf({ ...redis, ...parent })).toEqual(['r.io/redis:8 < values.yaml:3 image']);
  });

  test.each([
    {
      name: 'a condition',
      dependency: { condition: 'x.y, cache.enabled' },
      values: 'cache: {enabled: false}',
      off: true,
    },
    {
      name: 'the first condition found',
      dependency: { condition: 'a.b,c.d' },
      values: 'a: {b: true}\nc: {d: false}',
      off: false,
    },
    { name: 'a tag', dependency: { tags: ['db'] }, values: 'tags: {db: false}', off: true },
    {
      name: 'one tag of several',
      dependency: { tags: ['db', 'all'] },
      values: 'tags: {db: false, all: true}',
      off: false,
    },
    {
      name: 'a condition before a tag',
      dependency: { condition: 'enabled', tags: ['db'] },
      values: 'enabled: true\ntags: {db: false}',
      off: false,
    },
  ])('are installed by $name', ({ dependency, values, off }) => {
    const dependencies = [{ name: 'redis', version: '7.0.0', ...dependency }];
    const images = contentOf({ ...redis, 'values.yaml': values }, { dependencies }).images;
    expect(images.find(({ image }) => image === 'redis:7')?.default).toBe(!off);
  });

  test('appear once for each alias', () => {
    const dependencies = ['cache', 'queue'].map((alias) => ({ name: 'redis', alias }));
    const parent = { 'values.yaml': 'cache: {image: {tag: 1}}\nqueue: {image: {tag: 2}}\n' };
    const images = contentOf({ ...redis, ...parent }, { dependencies }).images.map(({ image }) => image);
    expect(images).toEqual(['redis:1', 'old:1', 'redis:2']);
  });

  test('may be archives, and share named templates with their parent', async () => {
    const common = {
      'Chart.yaml': 'name: common\nversion: 1.0.0\ntype: library\n',
      'templates/_image.tpl': '{{ define "common.image" }}{{ .repository }}:{{ .tag }}{{ end }}',
    };
    const files = {
      'Chart.yaml': 'name: app\nversion: 1.0.0\n',
      'values.yaml': 'image: {repository: a, tag: 1}\n',
      'templates/x.yaml': 'image: {{ include "common.image" .Values.image }}\n',
      'charts/common-1.0.0.tgz': await packChart(common, 'common'),
    };
    const archive = await readChartArchive(await packChart(files, 'app'));
    const content = readChartContent(archive, parseChartMetadata(METADATA));
    expect(content.subcharts).toEqual([
      { name: 'common', version: '1.0.0', path: 'charts/common-1.0.0.tgz' },
    ]);
    expect(content.images).toEqual([{ image: 'a:1', from: 'values.yaml:1 image', default: true }]);
    expect(content.problems).toEqual([]);
  });

  test('without a readable Chart.yaml are left out with a problem', () => {
    const { subcharts, problems } = contentOf({
      'charts/x/values.yaml': 'a: 1',
      'charts/y/Chart.yaml': 'version: 1',
    });
    expect(subcharts).toEqual([]);
    expect(problems.map(({ part }) => part)).toEqual(['charts/x', 'charts/y/Chart.yaml']);
  });
});

describe('hostile templates end soon', () => {
  const grow = '{{ $x := "image: aaaa" }}';
  test.each([
    { name: 'doubling text', template: grow + '{{ $x = print $x $x }}'.repeat(5000) },
    {
      name: 'a template in itself',
      template: '{{ define "a" }}image: {{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    },
    {
      name: 'nested ranges',
      template: `image: x${'{{ range until 1000 }}'.repeat(50)}x${'{{ end }}'.repeat(50)}`,
    },
    {
      name: 'a map in itself',
      template: '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $_ := set $d "b" $d }}image: {{ toYaml $d }}',
    },
    {
      name: 'growing by replacing',
      template: grow + '{{ $x = replace "a" "aaaaaaaaaaaaaaaa" $x }}'.repeat(20),
    },
    { name: 'deep parentheses', template: `image: {{ ${'('.repeat(100_000)} }}` },
    { name: 'deep blocks', template: '{{ if true }}'.repeat(5000) + '{{ end }}'.repeat(5000) },
  ])('$name', ({ template }) => {
    const start = performance.now();
    const { problems } = contentOf({ 'templates/x.yaml': template });
    expect(problems.map(({ part }) => part)).toEqual(['templates/x.yaml']);
    expect(performance.now() - start).toBeLessThan(4000); // milliseconds; unbounded, these never end
  });
});

describe('whatever a chart holds', () => {
  const words = 'image repository tag registry name enabled __proto__ constructor global a 1'.split(' ');
  const word = fc.constantFrom(...words);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      tie('map'),
      tie('list'),
    ),
    map: fc.dictionary(word, tie('tree'), { maxKeys: 5 }),
    list: fc.array(tie('tree'), { maxLength: 3 }),
  }));
  const piece = fc.oneof(
    fc.constantFrom(
      '{{',
      '}}',
      '{{-',
      '-}}',
      'image: ',
      '\n',
      ' | ',
      '(',
      ')',
      '"',
      '`',
      '.Values',
      '.image',
      '$x',
      ':=',
      '.',
    ),
    fc.constantFrom(
      'if',
      'else',
      'end',
      'range',
      'with',
      'define "a"',
      'include "a" .',
      'printf "%s"',
      'default',
      '/*',
      '*/',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );

  test('values and templates never throw', () => {
    fc.assert(
      fc.property(tree, fc.array(piece, { maxLength: 40 }), (values, pieces) => {
        const { images } = contentOf({
          'values.yaml': JSON.stringify(values),
          'templates/x.yaml': pieces.join(' '),
        });
        expect(Array.isArray(images)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('files never throw', () => {
    const path = fc.constantFrom(
      'values.yaml',
      'requirements.yaml',
      'charts/a/Chart.yaml',
      'charts/a/values.yaml',
      'README.md',
    );
    fc.assert(
      fc.property(fc.dictionary(path, fc.uint8Array({ maxLength: 200 })), (files) => {
        expect(() => contentOf(files)).not.toThrow(AppError);
      }),
    );
  });
});
