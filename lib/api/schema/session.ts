import { z } from 'zod';
import { RegistryName, RepositoryName, Timestamp } from '@/lib/api/schema/names';

/** No control characters: https://www.rfc-editor.org/rfc/rfc7617#section-2 */
const PRINTABLE = /^[^\p{Cc}]*$/u;

export const SignInRequest = z.object({
  registry: RegistryName,
  username: z
    .string()
    .min(1, 'must not be empty')
    .max(256)
    .regex(PRINTABLE, 'must have no control characters')
    .refine((name) => !name.includes(':'), 'must have no colon'),
  password: z
    .string()
    .min(1, 'must not be empty')
    .max(8192)
    .regex(PRINTABLE, 'must have no line breaks or other control characters'),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** A registry that knows people by name, and as whom it knows the caller. */
export const RegistrySession = z.object({
  registry: z.string(),
  /** host and port of the registry */
  host: z.string(),
  /** `login`: people sign in themselves. `proxy`: a trusted proxy names them. */
  by: z.enum(['login', 'proxy']),
  /** null: not signed in */
  user: z.string().nullable(),
  /** when the sign-in ends; null where it has none */
  expiresAt: Timestamp.nullable(),
});
export type RegistrySession = z.infer<typeof RegistrySession>;

export const SessionList = z.object({ sessions: z.array(RegistrySession) });
export type SessionList = z.infer<typeof SessionList>;

/** A sign-in that was made; `checked` is false where the registry answers strangers too, and may not have looked. */
export const SignedIn = RegistrySession.extend({ checked: z.boolean() });
export type SignedIn = z.infer<typeof SignedIn>;

export const PermissionRequest = z.object({ registry: RegistryName, repository: RepositoryName });

/** Whether the caller may move the channels of a repository, as far as the registry tells. */
export const Permission = z.object({
  mode: z.enum(['off', 'shared', 'personal']),
  /** with `personal`: whether there is a login that the registry takes */
  signedIn: z.boolean(),
  user: z.string().nullable(),
  expiresAt: Timestamp.nullable(),
  /** `unknown`: the registry will say when it is tried */
  promote: z.enum(['yes', 'no', 'unknown']),
  /** why not, or what is not known, for a person; null where all is well */
  message: z.string().nullable(),
});
export type Permission = z.infer<typeof Permission>;
