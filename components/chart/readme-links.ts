import { README_ID_PREFIX } from '@/components/chart/readme-schema';
import { resolveInSource, type SourceLocation } from '@/components/chart/source-location';

/** What a README's links and pictures are resolved against. */
export interface ReadmeContext {
  source: SourceLocation | undefined;
  /** pages for files of the chart itself, by their path in the archive: `values.yaml` → `?tab=values` */
  pages: Readonly<Record<string, string>>;
  /** the address a remote picture is shown from, or null when it shall not be shown */
  resolveImage: (url: string) => string | null;
}

export type ReadmeLink =
  | { kind: 'inside'; href: string }
  | { kind: 'outside'; href: string }
  /** the link leads nowhere we know; its text stays */
  | { kind: 'text'; title: string };

export type ReadmeImage =
  | { kind: 'shown'; src: string }
  /** not shown, but it can be followed */
  | { kind: 'linked'; href: string }
  | { kind: 'text'; title: string };

const OUTSIDE = new Set(['http:', 'https:', 'mailto:']);

/**
 * Where a README's link leads: anchors stay on the page, files of the chart open here, other relative links lead to the
 * chart's source repository where that is known. Only http, https and mailto lead outside. Never throws.
 */
export function resolveReadmeLink(href: string, context: ReadmeContext): ReadmeLink {
  if (href.startsWith('#')) return { kind: 'inside', href: `#${README_ID_PREFIX}${href.slice(1)}` };
  const absolute = parseAbsolute(href);
  if (absolute !== undefined) {
    return OUTSIDE.has(absolute.protocol)
      ? { kind: 'outside', href: absolute.href }
      : { kind: 'text', title: `Not followed: ${absolute.protocol} links are left out.` };
  }
  const file = href.replace(/^\.\//, '');
  const page = Object.hasOwn(context.pages, file) ? context.pages[file] : undefined;
  if (page !== undefined) return { kind: 'inside', href: page };
  const resolved = context.source && resolveInSource(context.source, href, 'page');
  if (resolved !== undefined) return { kind: 'outside', href: resolved };
  return { kind: 'text', title: `A file in the chart’s source: ${href}` };
}

/** How a README's picture is shown: from where the installation's rules allow it, else as a link. Never throws. */
export function resolveReadmeImage(src: string, context: ReadmeContext): ReadmeImage {
  const absolute = parseAbsolute(src);
  const isWeb = absolute !== undefined && (absolute.protocol === 'https:' || absolute.protocol === 'http:');
  if (absolute !== undefined && !isWeb) return { kind: 'text', title: 'This picture is not on the web.' };
  const url = absolute?.href ?? (context.source && resolveInSource(context.source, src, 'file'));
  if (url === undefined) return { kind: 'text', title: `A picture in the chart’s source: ${src}` };
  const shown = context.resolveImage(url);
  return shown === null ? { kind: 'linked', href: url } : { kind: 'shown', src: shown };
}

function parseAbsolute(address: string): URL | undefined {
  // A browser reads `//host/path` and `\\host` as another host; here they may not pass for relative.
  const text = /^[\\/]{2}/.test(address.trim()) ? `https:${address.trim()}` : address;
  return URL.canParse(text) ? new URL(text) : undefined;
}
