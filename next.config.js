// @ts-check
import { readFileSync } from 'node:fs';
import { TAKES_BROTLI } from './lib/api/brotli-callers.mjs';

/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** Headers that every answer carries; the Content-Security-Policy needs a nonce and is set in proxy.ts. */
const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), browsing-topics=()' },
];

/** @type {import('next').NextConfig} */
const nextConfig = {
  // Native modules and modules that manage sockets stay outside the bundle.
  serverExternalPackages: ['lmdb', 'undici'],
  // Reports for bugs name the version.
  env: { CHARTROOM_VERSION: version },
  // A hook's address may hold its secret.
  logging: { incomingRequests: { ignore: [/\/api\/v1\/hooks\//] } },
  poweredByHeader: false,
  agentRules: false,
  headers: async () => [
    { source: '/:path*', headers: SECURITY_HEADERS },
    {
      // What such an address answers is in Brotli to these callers; see lib/api/encoded-answer.ts.
      source: '/api/v1/search-index/:registry/:part/:hash',
      has: [{ type: 'header', key: 'accept-encoding', value: TAKES_BROTLI }],
      headers: [{ key: 'Content-Encoding', value: 'br' }],
    },
    {
      source: '/api/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: "default-src 'none'; sandbox; frame-ancestors 'none'" },
      ],
    },
  ],
};

export default nextConfig;
