import { clsx } from 'clsx';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { createElement, type ComponentProps, type ReactNode } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { resolveReadmeImage, resolveReadmeLink, type ReadmeContext } from '@/components/chart/readme-links';
import { ReadmeContents } from '@/components/chart/readme-contents';
import { parseReadme, type ReadmeTree } from '@/components/chart/readme-tree';
import { Notice } from '@/components/ui/notice';

export interface ReadmeProps {
  /** Markdown, from the chart; it may hold anything */
  text: string;
  context: ReadmeContext;
}

// Prose keeps a readable width, while tables and code may use what there is. Anchors show when they are wanted.
const LOOK = clsx(
  'readme max-w-none [&>:is(p,ul,ol,blockquote,dl,details)]:max-w-[76ch]',
  '[&_.anchor]:ml-2 [&_.anchor]:no-underline [&_.anchor]:opacity-0 [&_.anchor:focus]:opacity-100',
  '[&_:is(h1,h2,h3,h4,h5,h6):hover>.anchor]:opacity-100',
);

/** A chart's README, sanitised, with a list of its headings. What can't be formatted is shown as text, with the reason. */
export function Readme({ text, context }: ReadmeProps) {
  let parsed: ReadmeTree;
  try {
    parsed = parseReadme(text);
  } catch (error) {
    return <PlainReadme text={text} reason={error instanceof Error ? error.message : String(error)} />;
  }
  return (
    <>
      <ReadmeContents headings={parsed.headings} />
      <div className={LOOK}>{renderReadme(parsed, context)}</div>
    </>
  );
}

/** The sanitised tree as React elements, its links and pictures resolved. */
function renderReadme({ tree }: ReadmeTree, context: ReadmeContext): ReactNode {
  return toJsxRuntime(tree, {
    Fragment,
    jsx,
    jsxs,
    components: {
      a: (props) => <ReadmeLink {...props} context={context} />,
      img: (props) => <ReadmeImage {...props} context={context} />,
    },
  });
}

function ReadmeLink({
  context,
  node: _node,
  href,
  children,
  ...rest
}: ComponentProps<'a'> & { node?: unknown; context: ReadmeContext }) {
  // The heading's own anchor carries the prefix already; a link without an address only names a place.
  if (rest.className === 'anchor' || href === undefined) {
    return (
      <a {...rest} href={href}>
        {children}
      </a>
    );
  }
  const link = resolveReadmeLink(href, context);
  if (link.kind === 'text') return <span title={link.title}>{children}</span>;
  const rel = link.kind === 'outside' ? 'noopener nofollow ugc' : undefined;
  return (
    <a {...rest} href={link.href} rel={rel}>
      {children}
    </a>
  );
}

function ReadmeImage({
  context,
  node: _node,
  src,
  alt = '',
  width,
  height,
  title,
  ...rest
}: ComponentProps<'img'> & { node?: unknown; context: ReadmeContext; 'data-in-link'?: string }) {
  const image = resolveReadmeImage(typeof src === 'string' ? src : '', context);
  const words = alt === '' ? 'picture' : alt;
  if (image.kind === 'shown') {
    // next/image wants sizes, and has no business with pictures of any size from anywhere.
    return createElement('img', {
      src: image.src,
      alt,
      title,
      width,
      height,
      loading: 'lazy',
      decoding: 'async',
      referrerPolicy: 'no-referrer',
    });
  }
  if (image.kind === 'text' || rest['data-in-link'] !== undefined) {
    return <span title={image.kind === 'text' ? image.title : title}>[{words}]</span>;
  }
  return (
    <a href={image.href} rel="noopener nofollow ugc">
      [{words}]
    </a>
  );
}

function PlainReadme({ text, reason }: { text: string; reason: string }) {
  return (
    <div className="space-y-3">
      <Notice tone="caution" title="This README is shown as text">
        It could not be formatted: {reason}.
      </Notice>
      <pre className="font-mono text-sm break-words whitespace-pre-wrap">{text}</pre>
    </div>
  );
}
