import type { Element, ElementContent, RootContent } from 'hast';
import { common, createLowlight } from 'lowlight';

const lowlight = createLowlight(common);

/** Whether `language` (a highlight.js name or alias, such as `yaml` or `sh`) can be highlighted. */
export function isHighlightable(language: string): boolean {
  return lowlight.registered(language);
}

/**
 * The text as highlighted spans (`hljs-*` classes). An unknown language gives the text unchanged.
 * Line breaks stay in the text.
 */
export function highlight(text: string, language: string): ElementContent[] {
  if (!lowlight.registered(language)) return [{ type: 'text', value: text }];
  return withoutDoctypes(lowlight.highlight(language, text).children);
}

/**
 * Cuts highlighted text into lines, without their line breaks. A span that runs over several lines, such as a block
 * scalar, is opened again on each of them, so every line stands alone.
 * @returns at least one line; a final line break does not begin another
 */
export function splitLines(nodes: readonly ElementContent[]): ElementContent[][] {
  const lines: ElementContent[][] = [[]];
  append(nodes, [], lines);
  if (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function append(nodes: readonly ElementContent[], open: readonly Element[], lines: ElementContent[][]): void {
  for (const node of nodes) {
    if (node.type === 'element') append(node.children, [...open, node], lines);
    if (node.type !== 'text') continue;
    for (const [index, text] of node.value.split(/\r\n|\n/).entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push(wrap(text, open));
    }
  }
}

function wrap(text: string, open: readonly Element[]): ElementContent {
  return open.reduceRight<ElementContent>((child, element) => ({ ...element, children: [child] }), {
    type: 'text',
    value: text,
  });
}

function withoutDoctypes(nodes: readonly RootContent[]): ElementContent[] {
  return nodes.filter((node) => node.type !== 'doctype');
}
