import { NextResponse, type NextRequest } from 'next/server';
import { buildContentSecurityPolicy } from '@/lib/api/content-security-policy';
import { readSettings } from '@/lib/config/read-configuration';

const remoteImages = readSettings(process.env).then(
  ({ configuration }) => configuration.remoteImages,
  () => 'off' as const, // instrumentation.ts reports a wrong configuration and stops the start
);

/** Gives every page its Content-Security-Policy, with a nonce of its own. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
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

export const config = { matcher: ['/((?!api/|_next/|healthz|readyz|.*\\.(?:svg|ico|png|json)$).*)'] };
