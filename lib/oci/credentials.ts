/** A login at one registry. */
export interface Credentials {
  username: string;
  /** a password, or a token used as one */
  password: string;
}

/**
 * What a registry is told about who asks: a user name with a password (or a token used as one), an identity token that
 * is traded for access tokens (OAuth2's refresh token), or a bearer token that is sent as it is.
 */
export type Login = Credentials | { identityToken: string } | { bearerToken: string };

/** Where a login comes from, asked when one is needed: it may be short-lived, or kept by another program. */
export interface LoginProvider {
  /**
   * @param renew true when what was given last was refused, and a kept one shall not be given again
   * @returns undefined for none: the registry is asked without a login
   * @throws AppError `invalid_configuration` when the place it is kept can't be read; RegistryError `timeout` or
   *   `canceled` where another program is asked
   */
  get(renew: boolean, signal?: AbortSignal): Promise<Login | undefined>;
}

/** The value of an `Authorization` header for HTTP Basic. Rule: https://www.rfc-editor.org/rfc/rfc7617.html */
export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
