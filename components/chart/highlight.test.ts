import * as fc from 'fast-check';
import { toString } from 'hast-util-to-string';
import { describe, expect, test } from 'vitest';
import { highlight, isHighlightable, splitLines } from '@/components/chart/highlight';

function linesOf(text: string, language: string): string[] {
  return splitLines(highlight(text, language)).map((children) => toString({ type: 'root', children }));
}

describe('highlight', () => {
  test('keys, values and comments of YAML get their own class', () => {
    const classes = JSON.stringify(highlight('# how many\nreplicas: 2\n', 'yaml'));
    expect(classes).toContain('hljs-comment');
    expect(classes).toContain('hljs-attr');
    expect(classes).toContain('hljs-number');
  });

  test('an unknown language stays text', () => {
    expect(isHighlightable('klingon')).toBe(false);
    expect(highlight('nuqneH', 'klingon')).toEqual([{ type: 'text', value: 'nuqneH' }]);
  });
});

describe('splitLines', () => {
  test.each([
    { name: 'empty text is one empty line', text: '', lines: [''] },
    { name: 'no break at the end', text: 'a: 1\nb: 2', lines: ['a: 1', 'b: 2'] },
    { name: 'a break at the end begins no line', text: 'a: 1\nb: 2\n', lines: ['a: 1', 'b: 2'] },
    { name: 'blank lines count', text: 'a: 1\n\n\nb: 2\n', lines: ['a: 1', '', '', 'b: 2'] },
    { name: 'Windows line breaks', text: 'a: 1\r\nb: 2\r\n', lines: ['a: 1', 'b: 2'] },
    { name: 'a block scalar', text: 'a: |\n  x\n  y\nb: 2\n', lines: ['a: |', '  x', '  y', 'b: 2'] },
  ])('$name', ({ text, lines }) => {
    expect(linesOf(text, 'yaml')).toEqual(lines);
  });

  test('a span over several lines is open on each of them', () => {
    const lines = splitLines(highlight('a: "x\n  y"\n', 'yaml'));
    expect(JSON.stringify(lines[1])).toContain('hljs-string');
  });

  test('no character is lost or added, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '#', '"', '|', '-', '{', '&', '<') }),
        (text) => {
          expect(linesOf(text, 'yaml').join('\n')).toBe(text.replace(/\n$/, ''));
        },
      ),
    );
  });
});
