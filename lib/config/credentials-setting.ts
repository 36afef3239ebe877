import { z } from 'zod';

/** A file named in the configuration. */
export const FilePath = z.string().min(1, 'must name a file').max(4096);

/** A token is sent in a header: visible ASCII. */
export const TOKEN = /^[\x21-\x7e]{1,65536}$/;

const Username = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^[^:]*$/, 'must not have a colon, which ends a user name')
  .meta({ description: 'User name, or the name of a robot account.' });
const Password = z
  .string()
  .min(1, 'must not be empty')
  .meta({
    description: 'Password, or a token used as one.',
    examples: ['${REGISTRY_PASSWORD}'],
  });
const Token = z.string().regex(TOKEN, 'must be a token: one line without spaces');
const Helpers = z.literal(true).optional().meta({
  description: 'Whether the credential helpers named there are run (docker-credential-…).',
});
const rereadFile = 'Read again whenever it changes.';

/** The ways to write a login. Each begins with the setting that tells it from the others. */
const FORMS = [
  '{ username, password }',
  '{ username, passwordFile }',
  '{ identityToken }',
  '{ identityTokenFile }',
  '{ bearerToken }',
  '{ bearerTokenFile }',
  '{ dockerConfig: true }',
  '{ dockerConfigFile }',
  '{ helmConfig: true }',
  '{ podmanAuth: true }',
] as const;
const ONE_OF = `must be one of ${FORMS.join(', ')}`;

/** A registry's login: exactly one of several forms. */
export const CredentialsSetting = z
  .union(
    [
      z.strictObject({ username: Username, password: Password }),
      z.strictObject({
        username: Username,
        passwordFile: FilePath.meta({ description: `File with the password. ${rereadFile}` }),
      }),
      z.strictObject({
        identityToken: Token.meta({ description: 'Token that is traded for access tokens.' }),
      }),
      z.strictObject({
        identityTokenFile: FilePath.meta({ description: `File with an identity token. ${rereadFile}` }),
      }),
      z.strictObject({ bearerToken: Token.meta({ description: 'Access token that is sent as it is.' }) }),
      z.strictObject({
        bearerTokenFile: FilePath.meta({ description: `File with an access token. ${rereadFile}` }),
      }),
      z.strictObject({
        dockerConfig: z.literal(true).meta({
          description:
            'The login in $DOCKER_AUTH_CONFIG, $DOCKER_CONFIG/config.json or ~/.docker/config.json.',
        }),
        helpers: Helpers,
      }),
      z.strictObject({
        dockerConfigFile: FilePath.meta({
          description: `File of the form of Docker's config.json, such as a mounted Kubernetes secret. ${rereadFile}`,
          examples: ['/run/secrets/registry/.dockerconfigjson'],
        }),
        helpers: Helpers,
      }),
      z.strictObject({
        helmConfig: z.literal(true).meta({
          description: "The login that “helm registry login” keeps, or else Docker's.",
        }),
        helpers: Helpers,
      }),
      z.strictObject({
        podmanAuth: z.literal(true).meta({ description: 'The login that “podman login” keeps.' }),
      }),
    ],
    { error: ({ input }) => complainAbout(input) },
  )
  .meta({ description: 'A login at the registry, in exactly one of these forms.' });

const ALLOWED = new Map<string, readonly string[]>([
  ['username', ['password', 'passwordFile']],
  ['identityToken', []],
  ['identityTokenFile', []],
  ['bearerToken', []],
  ['bearerTokenFile', []],
  ['dockerConfig', ['helpers']],
  ['dockerConfigFile', ['helpers']],
  ['helmConfig', ['helpers']],
  ['podmanAuth', []],
]);

/** Says what is wrong with a login, by the names of its settings alone: what they hold is secret. */
function complainAbout(input: unknown): string {
  const settings = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  const [form, another] = settings.filter((setting) => ALLOWED.has(setting));
  if (form === undefined) return ONE_OF;
  if (another !== undefined) return `must be one login, not both ${form} and ${another}`;
  const allowed = ALLOWED.get(form) ?? [];
  const stray = settings.find((setting) => setting !== form && !allowed.includes(setting));
  if (stray !== undefined) return `${form} does not go with “${stray.slice(0, 80)}”; the login ${ONE_OF}`;
  if (form === 'username') {
    if (settings.length === 1) return 'username needs password or passwordFile';
    if (settings.length > 2) return 'must have either password or passwordFile, not both';
  }
  return ONE_OF;
}
