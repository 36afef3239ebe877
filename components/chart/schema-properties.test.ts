import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listSchemaProperties } from '@/components/chart/schema-properties';
import { sizeWords } from '@/components/ui/size-words';

const paths = (schema: unknown) =>
  listSchemaProperties(JSON.stringify(schema))?.properties.map(({ path, type }) => `${path}: ${type}`);

describe('listSchemaProperties', () => {
  test.each([
    { name: 'no properties', schema: { type: 'object' }, expected: [] },
    {
      name: 'nested objects and lists',
      schema: {
        properties: {
          image: { type: 'object', properties: { tag: { type: 'string' } } },
          hosts: { type: 'array', items: { properties: { name: { type: ['string', 'null'] } } } },
        },
      },
      expected: ['image: object', 'image.tag: string', 'hosts: array', 'hosts[].name: string | null'],
    },
    {
      name: 'choices',
      schema: { properties: { a: { enum: ['x', 1, null] }, b: { const: true }, c: {} } },
      expected: ['a: one of "x", 1, null', 'b: true', 'c: '],
    },
    {
      name: 'local references',
      schema: { properties: { a: { $ref: '#/$defs/port' } }, $defs: { port: { type: 'integer' } } },
      expected: ['a: integer'],
    },
    {
      name: 'references that lead nowhere',
      schema: { properties: { a: { $ref: '#/$defs/x' }, b: { $ref: 'https://x' } } },
      expected: ['a: ', 'b: '],
    },
    { name: 'nonsense', schema: { properties: { a: 1, b: null, c: [] } }, expected: [] },
    { name: 'a list', schema: [], expected: undefined },
  ])('$name', ({ schema, expected }) => {
    expect(paths(schema)).toEqual(expected);
  });

  test('says what is required, the default, and the description', () => {
    const schema = {
      required: ['a'],
      properties: { a: { description: 'How many', default: 2 }, b: { title: 'B' } },
    };
    expect(listSchemaProperties(JSON.stringify(schema))?.properties).toEqual([
      { path: 'a', type: '', required: true, description: 'How many', default: '2' },
      { path: 'b', type: '', required: false, description: 'B', default: null },
    ]);
  });

  test('a schema that refers to itself ends', () => {
    const listed = listSchemaProperties('{"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}}}');
    expect(listed?.truncated).toBe(true);
    expect(listed?.properties.length).toBeLessThanOrEqual(500);
  });

  test('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void listSchemaProperties(text)));
    expect(listSchemaProperties('{')).toBeUndefined();
  });
});

test.each([
  { bytes: 0, words: '0 B' },
  { bytes: 1023, words: '1023 B' },
  { bytes: 1536, words: '1.5 KiB' },
  { bytes: 200 * 1024, words: '200 KiB' },
  { bytes: 3.25 * 1024 ** 2, words: '3.3 MiB' },
  { bytes: 5 * 1024 ** 3, words: '5 GiB' },
])('$bytes bytes are $words', ({ bytes, words }) => {
  expect(sizeWords(bytes)).toBe(words);
});
