import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedEdits, compactText, foldText, readWords, swapNeighbours } from '@/lib/search/search-words';

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
  ])('%s', (text, words) => {
    expect(readWords(text)).toEqual(words);
  });
});

test.each(['cert-manager', 'Cert Manager', 'certmanager', 'CERT_MANAGER'])('compactText(%s)', (text) => {
  expect(compactText(text)).toBe('certmanager');
});

test('swapNeighbours gives each single swap once', () => {
  expect(swapNeighbours('abb')).toEqual(['bab']);
  expect(swapNeighbours('ngnix')).toContain('nginx');
  expect(swapNeighbours('a')).toEqual([]);
});

test.each([
  ['abc', 0],
  ['abcd', 1],
  ['abcdefg', 1],
  ['abcdefgh', 2],
  ['20260101', 0],
])('allowedEdits(%s) is %i', (word, edits) => {
  expect(allowedEdits(word)).toBe(edits);
});
