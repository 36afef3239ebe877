import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scalarText, valueAt } from '@/lib/helm/values';
import { readValuesFile } from '@/lib/helm/values-file';

function read(text: string) {
  return readValuesFile(text, 'values.yaml');
}

describe('values are read as Helm reads them', () => {
  test.each([
    { name: 'text', yaml: 'a: b', expected: 'b' },
    { name: 'a whole number', yaml: 'a: 20240101', expected: '20240101' },
    {
      name: 'a number too long to count with',
      yaml: 'a: 20240101123456789012',
      expected: '20240101123456789012',
    },
    { name: 'a fraction loses its zero', yaml: 'a: 1.10', expected: '1.1' },
    { name: 'a quoted number', yaml: 'a: "1.10"', expected: '1.10' },
    { name: 'yes', yaml: 'a: yes', expected: 'true' },
    { name: 'quoted yes', yaml: 'a: "yes"', expected: 'yes' },
    { name: 'off', yaml: 'a: off', expected: 'false' },
    { name: 'null', yaml: 'a: ~', expected: undefined },
    { name: 'the last of two keys', yaml: 'a: 1\na: 2', expected: '2' },
    { name: 'an alias', yaml: 'x: &x text\na: *x', expected: 'text' },
    { name: 'a merge key', yaml: 'x: &x {b: text}\nc: {<<: *x}\na: text', expected: 'text' },
    { name: 'the first document', yaml: 'a: 1\n---\na: 2', expected: '1' },
    { name: 'CRLF', yaml: 'a: b\r\nc: d\r\n', expected: 'b' },
  ])('$name', ({ yaml, expected }) => {
    const { values, problems } = read(yaml);
    expect(problems).toEqual([]);
    expect(scalarText(valueAt(values, ['a']))).toBe(expected);
  });

  test('with merge keys under own keys', () => {
    const { values } = read('x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}');
    expect(valueAt(values, ['y', 'a'])).toBe(1);
    expect(valueAt(values, ['y', 'b'])).toBe(3);
  });

  test('with an alias that means the last anchor before it, also where the alias is itself repeated', () => {
    const { values } = read('a: &a {b: &x 1, c: *x}\nd: &x 2\ne: *a\nf: *x\n');
    expect(valueAt(values, ['e', 'c'])).toBe(1);
    expect(valueAt(values, ['f'])).toBe(2);
  });

  test('with the line of each key', () => {
    const { values } = read('# comment\nimage:\n  repository: a\n\n  tag: b\n');
    const image = values.get('image');
    expect(image?.origin).toEqual({ file: 'values.yaml', line: 2 });
    expect(image?.value instanceof Map ? image.value.get('tag')?.origin?.line : undefined).toBe(5);
  });

  test('with keys that are properties of every object', () => {
    const { values } = read('__proto__: {polluted: 1}\nconstructor: 2\n');
    expect([...values.keys()]).toEqual(['__proto__', 'constructor']);
    expect(valueAt(values, ['toString'])).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each(['', '# only comments\n', '---\n'])('an empty file is no problem: %j', (yaml) => {
    expect(read(yaml)).toEqual({ values: new Map(), count: 0, problems: [] });
  });
});

describe('hostile or broken values are a problem, quickly', () => {
  const aliases = ['a: &a [x,x,x,x,x,x,x,x,x]'].concat(
    [...'bcdefghij'].map(
      (name, index) => `${name}: &${name} [${`*${'abcdefghij'.charAt(index)},`.repeat(9)}]`,
    ),
  );
  test.each([
    { name: 'alias bomb', yaml: aliases.join('\n'), message: 'more than 50000 values' },
    { name: 'alias of itself', yaml: 'a: &a [*a]', message: 'contains itself' },
    { name: 'unknown alias', yaml: 'a: *b', message: 'before it is defined' },
    { name: 'a megabyte of brackets', yaml: '['.repeat(1_000_000), message: 'nested deeper than 100 levels' },
    { name: 'dashes on one line', yaml: '- '.repeat(500_000), message: 'nested deeper than 100 levels' },
    { name: 'many tags', yaml: '!!a '.repeat(250_000), message: 'more than 100000 tokens' },
    { name: 'many commas', yaml: `[${','.repeat(1_000_000)}]`, message: 'more than 100000 tokens' },
    { name: 'closing brackets', yaml: ']'.repeat(1_000_000), message: 'more than 100000 tokens' },
    { name: 'too large', yaml: '#'.repeat(1_048_577), message: 'larger than 1 MiB' },
    { name: 'broken', yaml: 'a: [1', message: 'values.yaml is not valid YAML: line 1' },
    { name: 'a list', yaml: '- a', message: 'must be a mapping' },
    { name: 'text', yaml: 'hello', message: 'must be a mapping' },
  ])('$name', ({ yaml, message }) => {
    const start = performance.now();
    const { values, problems } = read(yaml);
    expect(values.size).toBe(0);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.part).toBe('values.yaml');
    expect(problems[0]?.message).toContain(message);
    expect(performance.now() - start).toBeLessThan(3000); // milliseconds; unguarded, some take minutes or gigabytes
  });
});

test('any text is read or refused', () => {
  const yaml = fc.string({ unit: fc.constantFrom(...'ab:-?[]{},&*!|>\'"#%@\n\t 1.~<'), maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(yaml, fc.string({ unit: 'binary' })), (text) => {
      const { values, problems } = read(text);
      expect(values.size === 0 || problems.length === 0).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
