import { NextResponse, type NextRequest } from 'next/server';
import { buildContentSecurityPolicy } from '@/lib/api/content-security-policy';
import { problemResponse } from '@/lib/api/problem';
import { readSettings } from '@/lib/config/read-configuration';
import { decodeAddress } from '@/lib/references';

const remoteImages = readSettings(process.env).then(
  ({ configuration }) => configuration.remoteImages,
  () => 'off' as const, // instrumentation.ts reports a wrong configuration and stops the start
);

/** Refuses addresses that can't be read, and gives every page its Content-Security-Policy, with a nonce of its own. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname } = new URL(request.url);
  try {
    decodeAddress(pathname);
  } catch (error) {
    return isCall(pathname) ? problemResponse(error) : refusal(error);
  }
  if (isCall(pathname)) return NextResponse.next();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = buildContentSecurityPolicy({
    nonce,
    remoteImages: await remoteImages,
    development: process.env.NODE_ENV === 'development',
  });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy); // Next.js reads the nonce for its own scripts from here
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

function refusal(error: unknown): Response {
  const text = error instanceof Error ? error.message : String(error);
  return new Response(`${text}\n`, { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

function isCall(pathname: string): boolean {
  return pathname.startsWith('/api/');
}

export const config = {
  matcher: [
    // Files lie at the top only: below it, what ends in .svg may be a repository of that name.
    '/((?!api/|_next/|(?:healthz|readyz|[^/]*\\.(?:svg|ico|png|json))$).*)',
    // Next.js answers 500 where it can't decode a part of the address.
    '/api/(.*%.*)',
  ],
};
