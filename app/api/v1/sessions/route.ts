import { readCaller } from '@/lib/api/caller';
import { handleRead, handleWrite, readJson } from '@/lib/api/handle';
import { SignInRequest, type SessionList, type SignedIn } from '@/lib/api/schema/session';
import { dropSessionCookie, writeSessionCookie } from '@/lib/api/session-cookie';
import { listSessions, signInAtRegistry, signOutEverywhere } from '@/lib/services/sessions';

const NO_STORE = { 'cache-control': 'no-store' };

/** GET /api/v1/sessions: the registries that know people by name, and as whom they know the caller. */
export const GET = handleRead(async (request) => {
  const sessions = await listSessions(readCaller(request.headers));
  return Response.json({ sessions } satisfies SessionList, { headers: NO_STORE });
});

/** POST /api/v1/sessions: sign in at a registry. */
export const POST = handleWrite(async (request) => {
  const login = SignInRequest.parse(await readJson(request));
  const { shown, sealed, expiresAt } = await signInAtRegistry(
    login,
    readCaller(request.headers),
    request.signal,
  );
  const cookie = writeSessionCookie({ registry: shown.registry, sealed, expiresAt }, request, Date.now());
  return Response.json(shown satisfies SignedIn, {
    status: 201,
    headers: { ...NO_STORE, 'set-cookie': cookie },
  });
});

/** DELETE /api/v1/sessions: sign out of all registries. */
export const DELETE = handleWrite(async (request) => {
  const caller = readCaller(request.headers);
  await signOutEverywhere(caller);
  const headers = new Headers(NO_STORE);
  for (const registry of caller.sessions.keys())
    headers.append('set-cookie', dropSessionCookie(registry, request));
  return new Response(null, { status: 204, headers });
});
