export interface PolicyOptions {
  /** base64, new for every answer */
  nonce: string;
  /** whether icons and README pictures come straight from the web */
  remoteImages: 'direct' | 'proxy' | 'off';
  /** React's development build evaluates code to rebuild server stacks */
  development: boolean;
}

/**
 * The Content-Security-Policy of a page: scripts by nonce only. Rule: https://www.w3.org/TR/CSP3/
 * Styles may be inline, because positioned primitives (menus, tooltips) set style attributes.
 */
export function buildContentSecurityPolicy({ nonce, remoteImages, development }: PolicyOptions): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data:${remoteImages === 'direct' ? ' https:' : ''}`,
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
