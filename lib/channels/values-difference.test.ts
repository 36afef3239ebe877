import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareValues, MAX_VALUE_DIFFERENCES } from '@/lib/channels/values-difference';

function lines(from: string | null, to: string | null): string[] {
  return compareValues(from, to).values.map(
    ({ path, change, from: old, to: fresh }) => `${change} ${path}: ${old} → ${fresh}`,
  );
}

describe('compareValues', () => {
  test('names every leaf that differs by its path', () => {
    const from =
      'controller:\n  image: { tag: "1.2.0", repository: web }\n  replicas: 1\nhosts: [a, b]\nold: true\n';
    const to =
      'controller:\n  image: { tag: "1.2.1", repository: web }\n  replicas: 2\nhosts: [a, c, d]\nextra: {}\n';
    expect(lines(from, to)).toEqual([
      'changed controller.image.tag: 1.2.0 → 1.2.1',
      'changed controller.replicas: 1 → 2',
      'changed hosts[1]: b → c',
      'added hosts[2]: null → d',
      'added extra: null → {}',
      'removed old: true → null',
    ]);
  });

  test.each([
    ['comments, order and quoting do not count', '# a\na: 1\nb: "x"\n', "b: 'x'\na: 1 # one\n", []],
    ['anchors are followed', 'a: &x { k: 1 }\nb: *x\n', 'a: { k: 1 }\nb: { k: 2 }\n', ['changed b.k: 1 → 2']],
    ['text is not its number', 'a: 1.20\n', 'a: "1.20"\n', ['changed a: 1.2 → "1.20"']],
    ['text is not its boolean', 'a: true\n', 'a: "true"\n', ['changed a: true → "true"']],
    [
      'a leaf that became a mapping',
      'a: 1\n',
      'a: { b: 1 }\n',
      ['added a.b: null → 1', 'removed a: 1 → null'],
    ],
    ['keys with dots', 'm: { x.y/z: 1 }\n', 'm: { x.y/z: 2 }\n', ['changed m["x.y/z"]: 1 → 2']],
    ['empty text', 'a: ""\n', 'a: b\n', ['changed a: "" → b']],
    ['null', 'a:\n', 'a: 1\n', ['changed a: null → 1']],
    ['no values before', null, 'a: 1\n', ['added a: null → 1']],
    ['no values after', 'a: 1\n', null, ['removed a: 1 → null']],
    ['nothing and only comments', null, '# nothing here\n', []],
    ['large numbers keep their digits', 'a: 1\n', 'a: 123456789012\n', ['changed a: 1 → 123456789012']],
    ['merge keys', 'a: &a { k: 1 }\nb: { <<: *a }\n', 'a: { k: 1 }\nb: { k: 2 }\n', ['changed b.k: 1 → 2']],
    ['yes is true', 'a: yes\n', 'a: true\n', []],
    [
      'keys of the prototype',
      '__proto__: { polluted: 1 }\nconstructor: 1\n',
      '__proto__: { polluted: 2 }\nconstructor: 2\n',
      ['changed __proto__.polluted: 1 → 2', 'changed constructor: 1 → 2'],
    ],
  ])('%s', (_name, from, to, expected) => {
    expect(lines(from, to)).toEqual(expected);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('stops at its limit and says so', () => {
    const many = Array.from({ length: MAX_VALUE_DIFFERENCES + 1 }, (_, index) => `k${index}: 1`).join('\n');
    const { values, truncated } = compareValues('', many);
    expect(values).toHaveLength(MAX_VALUE_DIFFERENCES);
    expect(truncated).toBe(true);
    expect(compareValues('', many.replace('k0: 1\n', '')).truncated).toBe(false);
  });

  test('cuts long values, never inside a character', () => {
    const [difference] = compareValues('a: x', `a: ${'\u{1F6A2}'.repeat(1000)}`).values;
    expect(difference?.to?.length).toBeLessThanOrEqual(500);
    expect(difference?.to).toMatch(/^\u{1F6A2}+…$/u);
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
    .concat(
      ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
        (name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(', ')}]`,
      ),
    )
    .join('\n');

  test.each([
    ['an alias bomb', bomb],
    ['a mapping that holds itself', 'a: &a { b: *a }\n'],
    ['broken YAML', 'a: [1, 2\nb: }'],
    ['very deep nesting', '['.repeat(200) + ']'.repeat(200)],
    ['nesting past the stack', '['.repeat(100_000)],
    ['too much text', `a: ${'x'.repeat(3 * 1024 * 1024)}`],
    ['a list at the top', '- 1\n'],
    ['too many values', Array.from({ length: 100_001 }, () => '- 1').join('\n')],
  ])('%s is one difference', (_name, text) => {
    const { values } = compareValues('a: 1\n', text);
    expect(values).toEqual([
      {
        path: 'values.yaml',
        change: 'changed',
        from: '1 values',
        to: expect.stringMatching(/^values\.yaml /),
      },
    ]);
  });

  test('no difference exactly when both say the same', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant('__proto__'),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__')), tie('tree'), {
          maxKeys: 4,
        }),
      ),
    }));
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), tree, { minKeys: 1, maxKeys: 3 });
    fc.assert(
      fc.property(values, values, (from, to) => {
        const { values: differences } = compareValues(JSON.stringify(from), JSON.stringify(to));
        const equal = isDeepStrictEqual(JSON.parse(JSON.stringify(from)), JSON.parse(JSON.stringify(to)));
        expect(differences.length === 0).toBe(equal);
      }),
    );
  });

  test('any text at all is compared', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (from, to) => {
        const { values } = compareValues(from, to);
        for (const value of values) expect(value.path).not.toBe('');
      }),
    );
  });
});
