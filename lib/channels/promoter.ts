import { AppError } from '@/lib/errors';
import type { Credentials } from '@/lib/oci/credentials';
import type { Registry } from '@/lib/oci/registry';

/** Who asks for a promotion. */
export interface Promoter {
  /** their registry login: of their session, or given for this one promotion */
  login: Credentials | null;
  /** a header of the request, for the name that a trusted proxy puts there */
  header(name: string): string | null;
}

/** A registry, and who may move its channels. */
export interface PromotionPolicy {
  /** the registry's configured name */
  name: string;
  /** with Chartroom's own login; null for what is only read */
  registry: Registry | null;
  /** the same with somebody's own login */
  connect: (login: Credentials) => Registry;
  /** `off`: nobody. `shared`: everyone, with Chartroom's own login. `personal`: each with the login they give. */
  mode: 'off' | 'shared' | 'personal';
  /** the header in which a trusted proxy names the person, where the login is shared */
  actorHeader?: string | undefined;
}

/** A registry as one promoter may use it. */
export interface PromotionLogin {
  registry: Registry;
  /** who promotes, as far as known; at most 200 characters */
  actor: string | null;
  /** to be called when the promotion has ended */
  close: () => Promise<void>;
}

const MAX_ACTOR = 200;

/** Whom a trusted proxy names in that header, at most 200 characters; null where there is none, or nobody in it. */
export function readActor(actorHeader: string | undefined, header: Promoter['header']): string | null {
  return (actorHeader !== undefined && header(actorHeader)?.slice(0, MAX_ACTOR)) || null;
}

/**
 * Finds the login that a promotion is made with. Nothing is asked of the registry yet.
 * @throws AppError `promotion_denied` where promotion is off, `unauthenticated` where everyone uses their own login and
 *   none was given
 */
export function signIn(
  { name, registry, connect, mode, actorHeader }: PromotionPolicy,
  { login, header }: Promoter,
): PromotionLogin {
  if (registry === null)
    throw new AppError('promotion_denied', `${name} is only read: it has no channels that could be moved.`);
  switch (mode) {
    case 'off':
      throw new AppError(
        'promotion_denied',
        `Promotion is off for ${name}. Turn it on in the configuration: registries: [{ name: ${name}, promotion: { mode: shared } }].`,
      );
    case 'shared':
      return { registry, actor: readActor(actorHeader, header), close: async () => {} };
    case 'personal': {
      if (login === null) {
        const { host } = new URL(registry.url);
        throw new AppError(
          'unauthenticated',
          `Promoting in ${name} needs your own login for ${host}. Sign in there on the page; a script sends it as HTTP Basic.`,
        );
      }
      const own = connect(login);
      return { registry: own, actor: login.username.slice(0, MAX_ACTOR), close: () => own.close() };
    }
  }
}
