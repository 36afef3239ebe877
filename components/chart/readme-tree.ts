import type { Element, Root, RootContent } from 'hast';
import { toString } from 'hast-util-to-string';
import { LRUCache } from 'lru-cache';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import rehypeSlug from 'rehype-slug';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { highlight, isHighlightable } from '@/components/chart/highlight';
import { assertAffordable } from '@/components/chart/readme-cost';
import { readmeSchema } from '@/components/chart/readme-schema';

/** A heading of a README. */
export interface ReadmeHeading {
  /** 1 to 6, as written in the README */
  depth: number;
  id: string;
  text: string;
}

/** A README, parsed and sanitised: safe to render as it is. */
export interface ReadmeTree {
  tree: Root;
  headings: ReadmeHeading[];
}

/** Deeper nesting has no use in prose and could exhaust the stack of whoever walks the tree. */
const MAX_DEPTH = 100;
const MAX_HIGHLIGHTED_LENGTH = 64 * 1024;

const pipeline = unified()
  .use(remarkParse)
  .use(remarkGfm)
  // Footnote ids get their prefix from the sanitiser, like all others.
  .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
  .use(rehypeRaw)
  .use(rehypeSlug)
  .use(rehypeSanitize, readmeSchema);

// Parsing is the expensive part of a chart page, and the same README is asked for again and again.
const cache = new LRUCache<string, ReadmeTree>({
  // Characters of Markdown; a tree takes some thirty times that in memory.
  maxSize: 2 * 1024 * 1024,
  sizeCalculation: (_, text) => text.length + 1,
});

/**
 * Parses GitHub-flavoured Markdown and leaves only what the allow-list knows. Headings move down one level, because the
 * page has its own first heading; code blocks are highlighted.
 * @throws RangeError when the README is too long, too intricate or nested too deeply; other errors when the parser
 * gives up
 */
export function parseReadme(text: string): ReadmeTree {
  const known = cache.get(text);
  if (known !== undefined) return known;
  assertAffordable(text);
  const tree = pipeline.runSync(pipeline.parse(text));
  assertDepth(tree);
  const parsed = { tree, headings: shapeHeadings(tree) };
  shapeTaskLists(tree);
  shapeScrollBoxes(tree);
  highlightCode(tree);
  markImagesInLinks(tree);
  cache.set(text, parsed);
  return parsed;
}

function shapeHeadings(tree: Root): ReadmeHeading[] {
  const headings: ReadmeHeading[] = [];
  visit(tree, 'element', (element) => {
    const depth = Number(/^h([1-6])$/.exec(element.tagName)?.[1] ?? 0);
    if (depth === 0) return undefined;
    element.tagName = `h${Math.min(depth + 1, 6)}`;
    const { id, className } = element.properties;
    const text = toString(element).trim();
    const hidden = Array.isArray(className) && className.includes('sr-only');
    if (typeof id !== 'string' || text === '' || hidden) return SKIP;
    headings.push({ depth, id, text });
    element.children.push({
      type: 'element',
      tagName: 'a',
      properties: { href: `#${id}`, className: ['anchor'], ariaLabel: `Link to “${text}”` },
      children: [{ type: 'text', value: '#' }],
    });
    return SKIP;
  });
  return headings;
}

// A disabled checkbox without a label tells a screen reader nothing; a sign with a name does.
function shapeTaskLists(tree: Root): void {
  visit(tree, 'element', (element) => {
    if (element.tagName !== 'input') return;
    const done = element.properties.checked === true;
    element.tagName = 'span';
    element.properties = { role: 'img', ariaLabel: done ? 'done' : 'open' };
    element.children = [{ type: 'text', value: done ? '☑' : '☐' }];
  });
}

// Wide tables and code scroll by themselves instead of the page; the keyboard must be able to reach that scrolling.
function shapeScrollBoxes(tree: Root): void {
  visit(tree, 'element', (element) => {
    if (element.tagName === 'pre' || element.tagName === 'table') element.properties.tabIndex = 0;
  });
}

function highlightCode(tree: Root): void {
  visit(tree, { type: 'element', tagName: 'code' }, (element: Element, _, parent) => {
    if (parent?.type !== 'element' || parent.tagName !== 'pre') return;
    const { className } = element.properties;
    const language = Array.isArray(className) ? String(className[0] ?? '').slice('language-'.length) : '';
    const text = toString(element);
    if (!isHighlightable(language) || text.length > MAX_HIGHLIGHTED_LENGTH) return;
    element.children = highlight(text, language);
  });
}

// A picture that is not shown becomes a link, unless it already stands in one.
function markImagesInLinks(tree: Root): void {
  visit(tree, { type: 'element', tagName: 'a' }, (link: Element) => {
    visit(link, { type: 'element', tagName: 'img' }, (image: Element) => {
      image.properties.dataInLink = '';
    });
  });
}

function assertDepth(tree: Root): void {
  let level: readonly Element[] = tree.children.filter(isElement);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new RangeError(`it nests deeper than ${MAX_DEPTH} levels`);
    level = level.flatMap((element) => element.children.filter(isElement));
  }
}

function isElement(node: RootContent): node is Element {
  return node.type === 'element';
}
