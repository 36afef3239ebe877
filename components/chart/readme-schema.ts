import { defaultSchema } from 'rehype-sanitize';

type Schema = typeof defaultSchema;

/** Put before every id a README brings, so that it can neither collide with the page's ids nor clobber a DOM property. */
export const README_ID_PREFIX = 'readme-';

const DROPPED_ELEMENTS = new Set(['picture', 'source', 'section']);
const aria = ['ariaDescribedBy', 'ariaLabel', 'ariaLabelledBy'];

/**
 * The elements and attributes a README may use: what GitHub allows, less everything that loads something by itself,
 * catches the keyboard, or styles. No script, style, iframe, form, svg, object or event handler is in it.
 */
export const readmeSchema: Schema = {
  ...defaultSchema,
  tagNames: [
    ...(defaultSchema.tagNames ?? []).filter((name) => !DROPPED_ELEMENTS.has(name)),
    'section',
    'mark',
  ],
  // Scripts and styles vanish with their text; other unknown elements leave their text.
  strip: [
    'script',
    'style',
    'template',
    'noscript',
    'iframe',
    'object',
    'svg',
    'math',
    'title',
    'textarea',
    'select',
  ],
  clobberPrefix: README_ID_PREFIX,
  protocols: { href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
  attributes: {
    a: [...aria, 'dataFootnoteBackref', 'dataFootnoteRef', 'href', 'name'],
    code: [['className', /^language-[\w+#.-]{1,40}$/]],
    h2: [['className', 'sr-only']],
    img: ['src', 'alt', 'width', 'height'],
    input: [['disabled', true], ['type', 'checkbox'], 'checked'],
    li: [['className', 'task-list-item'], 'value'],
    ol: [['className', 'contains-task-list'], 'start'],
    ul: [['className', 'contains-task-list']],
    section: ['dataFootnotes', ['className', 'footnotes']],
    details: ['open'],
    td: ['colSpan', 'rowSpan', 'vAlign'],
    th: ['colSpan', 'rowSpan', 'scope', 'vAlign'],
    '*': ['align', 'dir', 'id', 'lang', 'title'],
  },
};
