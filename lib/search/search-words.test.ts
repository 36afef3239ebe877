import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allowedEdits,
  beginsWord,
  compactText,
  foldText,
  readCamelParts,
  readWords,
} from '@/lib/search/search-words';

describe('foldText', () => {
  test.each([
    ['NGINX', 'nginx'],
    ['Menü', 'menu'],
    ['Ångström', 'angstrom'],
    ['İstanbul', 'istanbul'],
    ['Straße', 'straße'],
    ['日本語', '日本語'],
    ['🙂 Ok', '🙂 ok'],
  ])('%s → %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test('keeps every place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldText(text)).toHaveLength(text.length);
      }),
    );
  });
});

describe('readWords', () => {
  test.each([
    ['cert-manager', ['cert', 'manager']],
    ['oci://host:5000/a_b', ['oci', 'host', '5000', 'a', 'b']],
    ['(.*)+$^\\', []],
    ['cafe\u0301 Menü', ['cafe', 'menu']],
    ['हिन्दी', ['हिन्दी']],
    ['x'.repeat(100), ['x'.repeat(64)]],
    ['nginx 1.25', ['nginx', '1.25']],
    ['nginx:1.25.3-alpine', ['nginx', '1.25.3', 'alpine']],
    ['v1.25', ['1.25']],
    ['V2.0.1+build', ['2.0.1', 'build']],
    ['v1', ['v1']],
    ['1.', ['1']],
    ['.5', ['5']],
    ['1..2', ['1', '2']],
    ['1.2.', ['1.2']],
    ['1.2rc3', ['1.2', 'rc3']],
    ['1.2v3.4', ['1.2', 'v3', '4']],
    ['rc1.2', ['rc1', '2']],
    ['.1.2', ['1', '2']],
    ['ü1.2', ['u1', '2']],
    ['é v1.25', ['e', '1.25']],
    ['registry.example.com', ['registry', 'example', 'com']],
    [`1.${'2'.repeat(100)}`, [`1.${'2'.repeat(62)}`]],
    ['', []],
  ])('%s', (text, words) => {
    expect(readWords(text)).toEqual(words);
  });

  test('finds in ASCII what it finds beside other letters', () => {
    const text = fc.oneof(
      fc.stringMatching(/^[12.vVa -]{0,20}$/),
      fc.string({ unit: 'binary-ascii', maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, (ascii) => {
        expect(readWords(ascii)).toEqual(readWords(`${ascii} é`).slice(0, -1));
      }),
      { numRuns: 2000 },
    );
  });

  test('finds in what it found the same words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
        const words = readWords(text);
        expect(readWords(words.join(' '))).toEqual(words);
      }),
    );
  });
});

test.each([
  ['kubeStateMetrics', ['kube', 'state', 'metrics']],
  ['HTTPServer', ['http', 'server']],
  ['a PostgreSQL chart', ['postgre', 'sql']],
  ['GitLab and GitHub', ['git', 'lab', 'git', 'hub']],
  ['plain words', []],
  ['Capital Letters', []],
  ['ALLCAPS', []],
  ['', []],
])('readCamelParts(%s)', (text, parts) => {
  expect(readCamelParts(text)).toEqual(parts);
});

test.each(['cert-manager', 'Cert Manager', 'certmanager', 'CERT_MANAGER'])('compactText(%s)', (text) => {
  expect(compactText(text)).toBe('certmanager');
});

test.each([
  ['cert-manager', 0, true],
  ['cert-manager', 5, true],
  ['cert-manager', 1, false],
  ['a1', 1, false],
  ['日本', 1, false],
])('beginsWord(%s, %i) is %s', (text, place, expected) => {
  expect(beginsWord(text, place)).toBe(expected);
});

test.each([
  ['abc', 0],
  ['abcd', 1],
  ['abcdefg', 1],
  ['abcdefgh', 2],
  ['20260101', 0],
  ['1.25.3', 0],
  ['v1.25.3', 1],
  ['', 0],
])('allowedEdits(%s) is %i', (word, edits) => {
  expect(allowedEdits(word)).toBe(edits);
});
