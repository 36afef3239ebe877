import 'server-only';
import { readActor } from '@/lib/channels/promoter';
import { openChartroom, type ConfiguredRegistry } from '@/lib/chartroom';
import type { Permission, Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { findSession, type Caller } from '@/lib/services/promoter';
import { unknownRegistry } from '@/lib/services/unknown-registry';
import type { Session } from '@/lib/sessions/session';

/** Whether somebody may move the channels of a repository, as far as the registry tells. */
export interface PromotionPermission {
  mode: 'off' | 'shared' | 'personal';
  /** with `personal`: whether there is a login that the registry takes */
  signedIn: boolean;
  user: string | null;
  /** RFC 3339 */
  expiresAt: string | null;
  promote: Permission;
  /** why not, or what is not known; null where all is well */
  message: string | null;
}

/**
 * Asks a registry whether the caller may promote in a repository: by what its token service grants, never by trying.
 * A registry that can't be asked leaves it unknown, and the message says so. A login that the registry no longer takes
 * ends its session.
 * @throws AppError `registry_not_found`, `invalid_reference`
 */
export async function findPermission(
  { registry: name, repository }: { registry: string; repository: string },
  caller: Caller,
  signal?: AbortSignal,
): Promise<PromotionPermission> {
  const entry = (await openChartroom()).registries.get(name);
  if (entry === undefined) throw unknownRegistry(name);
  const { mode, actorHeader } = entry.configuration.promotion;
  const nobody = { mode, signedIn: false, user: null, expiresAt: null };
  if (entry.registry === null)
    return { ...nobody, promote: 'no', message: `${name} is only read: nothing is promoted in it.` };
  switch (mode) {
    case 'off':
      return { ...nobody, promote: 'no', message: `Promotion is off for ${name}.` };
    case 'shared': {
      const answer = await ask(entry, repository, null, signal);
      const words = inWords(answer, 'Chartroom', { name, repository });
      return { ...nobody, user: readActor(actorHeader, (header) => caller.header(header)), ...words };
    }
    case 'personal': {
      const session = await findSession(caller, entry);
      if (session === null)
        return { ...nobody, promote: 'unknown', message: `Sign in at ${name} to promote there.` };
      const user = session.login.username;
      const answer = await ask(entry, repository, session, signal);
      return {
        mode,
        signedIn: answer.kind !== 'refused',
        user,
        expiresAt: new Date(session.expiresAt).toISOString(),
        ...inWords(answer, user, { name, repository }),
      };
    }
  }
}

type Answer = { kind: Permission } | { kind: 'refused' | 'silent'; why: string };

async function ask(
  entry: ConfiguredRegistry,
  repository: string,
  session: Session | null,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { permissions, sessions } = await openChartroom();
  const question = { registry: entry.configuration.name, repository, session: session?.id ?? null };
  try {
    const kind = await permissions.find(
      question,
      (flight) => connect(entry, session, (registry) => mayPush(registry, repository, flight)),
      signal,
    );
    return { kind };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error.kind !== 'unauthorized') return { kind: 'silent', why: error.message };
    if (session !== null) await sessions.end(session);
    return { kind: 'refused', why: error.message };
  }
}

async function connect<Result>(
  { registry, signIn }: ConfiguredRegistry,
  session: Session | null,
  run: (registry: Registry) => Promise<Result>,
): Promise<Result> {
  if (session === null) {
    if (registry === null) throw new Error('Only a registry can be asked what it allows.');
    return run(registry);
  }
  const own = signIn(session.login);
  return run(own).finally(() => own.close());
}

/** @throws RegistryError `unauthorized` when it is the login that is refused, and not what was asked for */
async function mayPush(registry: Registry, repository: string, signal: AbortSignal): Promise<Permission> {
  const options = { priority: 'interactive', signal } as const;
  try {
    return await registry.mayPush(repository, options);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'unauthorized') throw error;
    await registry.checkLogin(options);
    return 'no';
  }
}

function inWords(
  answer: Answer,
  who: string,
  { name, repository }: { name: string; repository: string },
): Pick<PromotionPermission, 'promote' | 'message'> {
  switch (answer.kind) {
    case 'yes':
      return { promote: 'yes', message: null };
    case 'no':
      return { promote: 'no', message: `${name} does not let ${who} push to ${repository}.` };
    case 'unknown':
      return {
        promote: 'unknown',
        message: `${name} does not tell beforehand what ${who} may push; it will when you promote.`,
      };
    case 'refused':
      return { promote: 'unknown', message: `${name} no longer takes the login of ${who}. ${answer.why}` };
    case 'silent':
      return {
        promote: 'unknown',
        message: `${name} could not be asked what ${who} may push. ${answer.why}`,
      };
  }
}
