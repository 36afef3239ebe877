import 'server-only';
import { readActor } from '@/lib/channels/promoter';
import { openChartroom, type ConfiguredRegistry } from '@/lib/chartroom';
import { AppError } from '@/lib/errors';
import type { Credentials } from '@/lib/oci/credentials';
import { RegistryError } from '@/lib/oci/registry-error';
import { findSession, isLoginRefusal, placeOf, type Caller } from '@/lib/services/promoter';
import { unknownRegistry } from '@/lib/services/unknown-registry';
import type { Session } from '@/lib/sessions/session';

/** A registry that knows people by name, and as whom it knows the caller. */
export interface RegistrySession {
  registry: string;
  /** host and port */
  host: string;
  by: 'login' | 'proxy';
  /** null: not signed in */
  user: string | null;
  /** RFC 3339; null where a sign-in has no end, or there is none */
  expiresAt: string | null;
}

/** A sign-in that was made, and what the browser is to keep of it. */
export interface NewSession {
  /** `checked` is false where the registry answers strangers too, and may not have looked at the login */
  shown: RegistrySession & { checked: boolean };
  sealed: string;
  /** milliseconds since the epoch */
  expiresAt: number;
}

/** Where people sign in, and where a proxy names the caller; in the order of the configuration. */
export async function listSessions(caller: Caller): Promise<RegistrySession[]> {
  const { registries } = await openChartroom();
  const sessions = await Promise.all([...registries.values()].map((entry) => lookAt(entry, caller)));
  return sessions.filter((session) => session !== null);
}

/** Whether any registry knows people by name. */
export async function hasSessions(): Promise<boolean> {
  const { configuration } = await openChartroom();
  return configuration.registries.some(
    ({ promotion: { mode, actorHeader } }) =>
      mode === 'personal' || (mode === 'shared' && actorHeader !== undefined),
  );
}

/**
 * Signs the caller in at a registry, once the registry has taken the login.
 * @throws AppError `registry_not_found`; `invalid_request` where nobody signs in; `rate_limited` after too many refused
 *   logins; `unauthenticated`, in the registry's words, for a wrong login. RegistryError when the registry can't be asked
 */
export async function signInAtRegistry(
  { registry: name, ...login }: Credentials & { registry: string },
  { address }: Pick<Caller, 'address'>,
  signal?: AbortSignal,
): Promise<NewSession> {
  const { registries, sessions, signInBrake } = await openChartroom();
  const entry = registries.get(name);
  if (entry === undefined) throw unknownRegistry(name);
  if (entry.configuration.promotion.mode !== 'personal')
    throw new AppError(
      'invalid_request',
      `Nobody signs in at ${name}: only where the configuration says promotion: { mode: personal } does everyone promote with a login of their own.`,
    );
  const attempt = signInBrake.begin({ registry: name, username: login.username, address });
  const own = entry.signIn(login);
  let proof: 'accepted' | 'unchecked';
  try {
    proof = await own.checkLogin({ priority: 'interactive', signal });
    attempt.succeeded();
  } catch (error) {
    if (!(error instanceof RegistryError) || !isLoginRefusal(error)) {
      attempt.undecided();
      throw error;
    }
    attempt.failed();
    throw refusedLogin(name, login.username, error);
  } finally {
    await own.close();
  }
  const { session, sealed } = await sessions.begin(placeOf(entry), login);
  return {
    shown: { ...describe(entry, session), checked: proof === 'accepted' },
    sealed,
    expiresAt: session.expiresAt,
  };
}

/**
 * Ends the caller's session at a registry, for every copy of it. Without one nothing happens.
 * @throws AppError `registry_not_found`
 */
export async function signOutOf(name: string, caller: Caller): Promise<void> {
  const { registries, sessions } = await openChartroom();
  const entry = registries.get(name);
  if (entry === undefined) throw unknownRegistry(name);
  const session = await findSession(caller, entry);
  if (session !== null) await sessions.end(session);
}

/** Ends all of the caller's sessions. */
export async function signOutEverywhere(caller: Caller): Promise<void> {
  const { registries } = await openChartroom();
  for (const name of caller.sessions.keys()) if (registries.has(name)) await signOutOf(name, caller);
}

async function lookAt(entry: ConfiguredRegistry, caller: Caller): Promise<RegistrySession | null> {
  const { mode, actorHeader } = entry.configuration.promotion;
  if (mode === 'personal') return describe(entry, await findSession(caller, entry));
  const user = mode === 'shared' ? readActor(actorHeader, (name) => caller.header(name)) : null;
  return user === null ? null : { ...describe(entry, null), by: 'proxy', user };
}

function describe(
  { configuration: { name, url } }: ConfiguredRegistry,
  session: Session | null,
): RegistrySession {
  return {
    registry: name,
    host: new URL(url).host,
    by: 'login',
    user: session?.login.username ?? null,
    expiresAt: session === null ? null : new Date(session.expiresAt).toISOString(),
  };
}

function refusedLogin(registry: string, username: string, error: RegistryError): AppError {
  const [entry] = error.entries;
  const words = entry && [entry.code, entry.message].filter(Boolean).join(': ');
  const details = {
    registryCode: entry?.code || null,
    registryMessage: entry?.message || null,
    registryStatus: error.status ?? null,
  };
  return new AppError(
    'unauthenticated',
    `${registry} refused the login of ${username}. ${words ? `It says: ${words}` : error.message}`,
    { details, cause: error },
  );
}
