import { AppError } from '@/lib/errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Characters: the secret is all that keeps the logins in the browsers' cookies shut. */
const MIN_SECRET = 32;

/**
 * The secrets that people's sign-ins are sealed with, where the environment brings them: `CHARTROOM_SECRET`, and
 * `CHARTROOM_SECRET_BEFORE` for the one that it has taken the place of.
 * @returns the one to seal with first; undefined where Chartroom makes keys of its own
 * @throws AppError `invalid_configuration` when one is too short, or there is only the old one
 */
export function readSessionSecrets(environment: Environment): [string, ...string[]] | undefined {
  const { CHARTROOM_SECRET: secret, CHARTROOM_SECRET_BEFORE: before } = environment;
  checkLength('CHARTROOM_SECRET', secret);
  checkLength('CHARTROOM_SECRET_BEFORE', before);
  if (secret) return before ? [secret, before] : [secret];
  if (!before) return undefined;
  throw new AppError(
    'invalid_configuration',
    'CHARTROOM_SECRET_BEFORE is the secret before CHARTROOM_SECRET, which is not set.',
  );
}

function checkLength(name: string, secret: string | undefined): void {
  if (!secret || secret.length >= MIN_SECRET) return;
  throw new AppError(
    'invalid_configuration',
    `${name} has ${secret.length} characters; it must have at least ${MIN_SECRET}. Make one with: openssl rand -base64 32`,
  );
}
