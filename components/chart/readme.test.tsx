import { renderToStaticMarkup } from 'react-dom/server';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Readme } from '@/components/chart/readme';
import type { ReadmeContext } from '@/components/chart/readme-links';
import { findSourceLocation } from '@/components/chart/source-location';

const context: ReadmeContext = {
  source: findSourceLocation(['https://github.com/acme/charts/tree/main/charts/app'], 'app'),
  pages: { 'values.yaml': '?tab=values' },
  resolveImage: (url) => (url.startsWith('https:') ? url : null),
};

function html(text: string, changes: Partial<ReadmeContext> = {}): string {
  return renderToStaticMarkup(<Readme text={text} context={{ ...context, ...changes }} />);
}

describe('what a README may not do', () => {
  const DANGEROUS =
    /<(script|style|iframe|frame|object|embed|form|input|button|svg|math|meta|base|link|template|video|audio|noscript|textarea|title)\b|\son\w+=|javascript:|vbscript:|data:|srcset|\sstyle=/i;

  test.each([
    { name: 'script', text: '<script>alert(1)</script>ok' },
    { name: 'script in upper case and split', text: '<SCRIPT\n>alert(1)</SCRIPT\n>' },
    { name: 'an unclosed script', text: '<script>alert(1)' },
    { name: 'javascript link in Markdown', text: '[x](javascript:alert(1))' },
    { name: 'javascript link with a tab', text: '<a href="java\tscript:alert(1)">x</a>' },
    { name: 'javascript link with entities', text: '<a href="&#106;avascript&colon;alert(1)">x</a>' },
    {
      name: 'javascript link with a leading control character',
      text: '<a href="\u0001javascript:alert(1)">x</a>',
    },
    { name: 'vbscript link', text: '[x](vbscript:msgbox)' },
    { name: 'data link', text: '[x](data:text/html;base64,PHNjcmlwdD4=)' },
    { name: 'data picture', text: '![x](data:image/svg+xml;base64,PHN2Zz4=)' },
    { name: 'onerror', text: '<img src=x onerror=alert(1)>' },
    { name: 'onerror without a space', text: '<img/src=x/onerror=alert(1)>' },
    { name: 'ontoggle', text: '<details open ontoggle=alert(1)>x</details>' },
    { name: 'svg with script', text: '<svg><script>alert(1)</script></svg>' },
    { name: 'svg with onload', text: '<svg/onload=alert(1)>' },
    {
      name: 'svg animate',
      text: '<svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>',
    },
    {
      name: 'math',
      text: '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
    },
    { name: 'style element', text: '<style>*{background:url(https://evil.example)}</style>' },
    { name: 'style attribute', text: '<div style="position:fixed;inset:0">x</div>' },
    { name: 'meta refresh', text: '<meta http-equiv="refresh" content="0;url=https://evil.example">' },
    { name: 'base', text: '<base href="https://evil.example/">' },
    { name: 'link stylesheet', text: '<link rel="stylesheet" href="https://evil.example">' },
    { name: 'iframe', text: '<iframe srcdoc="<script>alert(1)</script>"></iframe>' },
    { name: 'object and embed', text: '<object data="x"></object><embed src="x">' },
    {
      name: 'form',
      text: '<form action="https://evil.example"><input name=password><button>go</button></form>',
    },
    {
      name: 'picture source',
      text: '<picture><source srcset="https://evil.example/x"><img src="https://a.example/b"></picture>',
    },
    {
      name: 'noscript breaking out',
      text: '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    },
    {
      name: 'textarea breaking out',
      text: '<textarea><p title="</textarea><img src=x onerror=alert(1)>"></textarea>',
    },
    { name: 'title breaking out', text: '<title><a id="</title><img src=x onerror=alert(1)>"></title>' },
    { name: 'comment breaking out', text: '<!--><img src=x onerror=alert(1)>-->' },
    {
      name: 'namespace confusion',
      text: '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">',
    },
    {
      name: 'processing instruction and CDATA',
      text: '<?xml-stylesheet href="javascript:alert(1)"?><![CDATA[<script>alert(1)</script>]]>',
    },
    { name: 'reference to a script address', text: '[x][y]\n\n[y]: javascript:alert(1)' },
    { name: 'autolink', text: '<javascript:alert(1)>' },
    { name: 'info string', text: '```"onmouseover=alert(1)\nx\n```' },
  ])('$name', ({ text }) => {
    // Text may name anything; only markup counts.
    const markup = html(text)
      .replace(/&lt;.*?&gt;/gs, '')
      .replace(/title="[^"]*"/g, '');
    expect(markup.match(/<[^>]*>/g)?.join('') ?? '').not.toMatch(DANGEROUS);
  });

  test('whatever is thrown at it, no dangerous markup comes out', () => {
    const piece = fc.constantFrom(
      '<script>',
      '</script>',
      '<svg ',
      'onload=alert(1)',
      '>',
      '<img src=x ',
      'onerror=alert(1) ',
      '[a](',
      'javascript:x',
      ')',
      '<style>',
      '</style>',
      '<math>',
      '<a href="',
      '"',
      '`',
      '```\n',
      '<!--',
      '-->',
      '<p>',
      '</p>',
      '<table>',
      '\n',
      '| a |',
      '&lt;',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const tags =
          html(pieces.join(''))
            .match(/<\w(?:"[^"]*"|[^">])*>/g)
            ?.join('') ?? '';
        expect(tags.replace(/="[^"]*"/g, '=""')).not.toMatch(/<(script|style|svg|math|iframe)\b|\son\w+=/i);
        expect(tags).not.toMatch(/(href|src)="\s*javascript:/i);
      }),
    );
  });

  test('ids and names cannot shadow the page’s own', () => {
    const markup = html('<a name="config"></a><div id="main">x</div>\n\n# main');
    expect(markup).not.toMatch(/\b(id|name)="(main|config)"/);
    expect(markup).toContain('id="readme-main"');
  });
});

describe('what a README looks like', () => {
  test.each([
    {
      name: 'headings move down a level and link to themselves',
      text: '# One',
      has: [
        '<h2 id="readme-one">One<a class="anchor" aria-label="Link to “One”" href="#readme-one">#</a></h2>',
      ],
    },
    { name: 'anchors stay on the page', text: '[x](#my-part)', has: ['<a href="#readme-my-part">x</a>'] },
    {
      name: 'outside links',
      text: '[x](https://a.example/b?c#d)',
      has: ['<a href="https://a.example/b?c#d" rel="noopener nofollow ugc">x</a>'],
    },
    { name: 'mail', text: '<hello@acme.example>', has: ['href="mailto:hello@acme.example"'] },
    {
      name: 'relative links lead to the source',
      text: '[x](docs/a.md#b)',
      has: ['href="https://github.com/acme/charts/blob/main/charts/app/docs/a.md#b"'],
    },
    {
      name: 'links above the chart’s folder',
      text: '[x](../../LICENSE)',
      has: ['href="https://github.com/acme/charts/blob/main/LICENSE"'],
    },
    {
      name: 'links at the repository’s root',
      text: '[x](/LICENSE)',
      has: ['href="https://github.com/acme/charts/blob/main/LICENSE"'],
    },
    {
      name: 'links cannot leave the repository',
      text: '[x](../../../../../evil)',
      has: ['href="https://github.com/acme/charts/blob/main/evil"'],
    },
    {
      name: 'files of the chart open here',
      text: '[x](./values.yaml)',
      has: ['<a href="?tab=values">x</a>'],
    },
    {
      name: 'a link is looked up among files only',
      text: '[x](constructor)',
      has: ['href="https://github.com/acme/charts/blob/main/charts/app/constructor"'],
    },
    {
      name: 'another host without a scheme is outside',
      text: '[x](//evil.example/a)',
      has: ['<a href="https://evil.example/a" rel="noopener nofollow ugc">x</a>'],
    },
    { name: 'other schemes stay text', text: '<a href="irc://chat.example">x</a>', has: ['<a>x</a>'] },
    {
      name: 'pictures',
      text: '![logo](https://a.example/l.png)',
      has: ['src="https://a.example/l.png" alt="logo"', 'referrerPolicy="no-referrer"', 'loading="lazy"'],
    },
    {
      name: 'relative pictures come from the source',
      text: '![logo](img/l.png)',
      has: ['src="https://raw.githubusercontent.com/acme/charts/main/charts/app/img/l.png"'],
    },
    {
      name: 'pictures that are not shown are links',
      text: '![logo](http://a.example/l.png)',
      has: ['<a href="http://a.example/l.png" rel="noopener nofollow ugc">[logo]</a>'],
    },
    {
      name: 'and text inside of a link',
      text: '[![logo](http://a.example/l.png)](https://a.example)',
      has: ['rel="noopener nofollow ugc"><span>[logo]</span></a>'],
    },
    { name: 'code is highlighted', text: '```yaml\na: 1\n```', has: ['hljs-attr', 'tabindex="0"'] },
    { name: 'tables', text: '| a | b |\n|---|--:|\n| 1 | 2 |', has: ['<table tabindex="0">', '<td>1</td>'] },
    {
      name: 'task lists say what is done',
      text: '- [x] a\n- [ ] b',
      has: ['aria-label="done"', 'aria-label="open"'],
    },
    {
      name: 'footnotes lead there and back',
      text: 'a[^1]\n\n[^1]: b',
      has: ['href="#readme-fn-1"', 'id="readme-fn-1"', 'href="#readme-fnref-1"', 'id="readme-fnref-1"'],
    },
    {
      name: 'simple HTML',
      text: '<p align="center"><b>x</b></p><kbd>a</kbd>',
      has: ['<p align="center"><b>x</b></p>', '<kbd>a</kbd>'],
    },
  ])('$name', ({ text, has }) => {
    const markup = html(text);
    for (const part of has) expect(markup).toContain(part);
  });

  test('without a known source, relative links and pictures stay text that says what they are', () => {
    const markup = html('[x](docs/a.md) ![logo](img/l.png)', { source: undefined });
    expect(markup).toContain('<span title="A file in the chart’s source: docs/a.md">x</span>');
    expect(markup).toContain('<span title="A picture in the chart’s source: img/l.png">[logo]</span>');
  });

  test('headings are listed, the title left out', () => {
    const markup = html('# App\n## One\n## Two\n### Deep\n## Three');
    const contents = /<nav.*<\/nav>/s.exec(markup)?.[0] ?? '';
    expect(contents.match(/href="#[^"]+"/g)).toEqual([
      'href="#readme-one"',
      'href="#readme-two"',
      'href="#readme-deep"',
      'href="#readme-three"',
    ]);
  });
});

describe('what can’t be formatted is shown as text, with the reason', () => {
  test.each([
    { name: 'too long', text: 'a'.repeat(513 * 1024), reason: 'longer than 512 KiB' },
    { name: 'emphasis that takes minutes to match', text: '*a_'.repeat(30_000), reason: 'too many marks' },
    { name: 'brackets that take minutes to match', text: '[a]('.repeat(9_000), reason: 'too many marks' },
    { name: 'quotes nested a thousandfold', text: '>'.repeat(1_000), reason: 'nest too deeply' },
    { name: 'lists nested a hundredfold', text: '- '.repeat(100), reason: 'nest too deeply' },
    {
      name: 'elements nested a thousandfold',
      text: '<div>'.repeat(1_000),
      reason: 'nests deeper than 100 levels',
    },
  ])('$name', ({ text, reason }) => {
    const started = performance.now();
    const markup = html(text);
    expect(markup).toContain(reason);
    expect(markup).toContain('<pre');
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
