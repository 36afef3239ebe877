import 'server-only';
import type { Promoter } from '@/lib/channels/promoter';
import { openChartroom, type ConfiguredRegistry } from '@/lib/chartroom';
import { parseDuration } from '@/lib/config/duration';
import { AppError } from '@/lib/errors';
import { RegistryError } from '@/lib/oci/registry-error';
import type { Session, SessionPlace } from '@/lib/sessions/session';

/** Who asks for something, as far as the request says. */
export interface Caller extends Promoter {
  /** the sign-ins that the browser keeps, sealed, by registry */
  sessions: ReadonlyMap<string, string>;
  /** where the request comes from, for counting */
  address: string;
}

/** A registry as people sign in at it. */
export function placeOf({ configuration: { name, url, promotion } }: ConfiguredRegistry): SessionPlace {
  return { registry: name, origin: new URL(url).origin, life: parseDuration(promotion.session) ?? 0 };
}

/** The caller's session at a registry; null where people do not sign in, or the caller has not. */
export async function findSession(caller: Caller, entry: ConfiguredRegistry): Promise<Session | null> {
  const sealed = caller.sessions.get(entry.configuration.name);
  if (sealed === undefined || entry.configuration.promotion.mode !== 'personal') return null;
  return (await openChartroom()).sessions.find(placeOf(entry), sealed);
}

/**
 * Does something as the caller: with the login of their session, or with the one that came with this request, which is
 * braked when it is refused again and again.
 * @throws AppError `rate_limited`; else what `run` throws
 */
export async function runAs<Result>(
  caller: Caller,
  entry: ConfiguredRegistry,
  run: (promoter: Promoter) => Promise<Result>,
): Promise<Result> {
  const header = (name: string): string | null => caller.header(name);
  const { name: registry, promotion } = entry.configuration;
  if (promotion.mode !== 'personal') return run({ login: null, header });
  const { login, address } = caller;
  if (login === null) return runInSession(await findSession(caller, entry), entry, header, run);
  const { signInBrake } = await openChartroom();
  const attempt = signInBrake.begin({ registry, username: login.username, address });
  try {
    const result = await run({ login, header });
    attempt.undecided(); // not everything that is done asks the registry about the login
    return result;
  } catch (error) {
    if (isLoginRefusal(error)) attempt.failed();
    else attempt.undecided();
    throw error;
  }
}

async function runInSession<Result>(
  session: Session | null,
  entry: ConfiguredRegistry,
  header: Promoter['header'],
  run: (promoter: Promoter) => Promise<Result>,
): Promise<Result> {
  try {
    return await run({ login: session?.login ?? null, header });
  } catch (error) {
    if (session !== null && isLoginRefusal(error)) await endIfRefused(session, entry);
    throw error;
  }
}

/** Ends a session whose login the registry takes no more; one that merely may not do this stays. */
async function endIfRefused(session: Session, entry: ConfiguredRegistry): Promise<void> {
  const own = entry.signIn(session.login);
  try {
    await own.checkLogin({ priority: 'interactive' });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    // Whatever else went wrong, the failure that led here is the one to tell.
    if (error.kind === 'unauthorized') await (await openChartroom()).sessions.end(session);
  } finally {
    await own.close();
  }
}

/** Whether a registry said no to a login, or may have: some say 403 to a wrong one. */
export function isLoginRefusal(error: unknown): boolean {
  if (error instanceof RegistryError) return error.kind === 'unauthorized' || error.kind === 'denied';
  return error instanceof AppError && (error.code === 'unauthenticated' || error.code === 'promotion_denied');
}
