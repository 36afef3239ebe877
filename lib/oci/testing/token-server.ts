import { X509Certificate } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { basicAuthorization } from '@/lib/oci/credentials';
import type { Certificate } from '@/lib/oci/testing/certificates';
import { json, type ScriptedAnswer, type ScriptedRequest } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

export const ISSUER = 'tests';
export const SERVICE = 'registry';

/** A person of the token server. */
export interface TokenUser {
  password: string;
  /** repositories, or the beginning of their names with `/*`, and what may be done there */
  rights: Readonly<Record<string, readonly string[]>>;
}

/** How tokens are given out; a test changes it as it goes. */
export interface TokenRules {
  users: Readonly<Record<string, TokenUser>>;
  /** seconds a token lives by its own claim */
  life: number;
  /** seconds the server's clock is ahead */
  skew: number;
}

/**
 * A token server by https://distribution.github.io/distribution/spec/auth/token/: it gives of what is asked for what
 * the user may, which can be nothing, and signs that for Distribution to check.
 */
export class TokenServer {
  rules: TokenRules;
  /** answered in place of a token of the rules, while there is one */
  script: ScriptedAnswer | undefined;
  readonly server: ScriptedServer;
  private readonly signer: Certificate;

  private constructor(server: ScriptedServer, signer: Certificate, rules: TokenRules) {
    this.server = server;
    this.signer = signer;
    this.rules = rules;
    server.on('GET /auth', (request) => this.script ?? this.answer(request));
  }

  /** @param signer the certificate in the registry's `rootcertbundle`, with its key */
  static async start(signer: Certificate, rules: TokenRules): Promise<TokenServer> {
    return new TokenServer(await startScriptedServer(), signer, rules);
  }

  get realm(): string {
    return `${this.server.origin}/auth`;
  }

  /** The scopes asked for so far, one entry a request. */
  get asked(): string[] {
    return this.server.requestsTo('/auth').map(({ query }) => query.getAll('scope').join(' '));
  }

  private async answer({ headers, query }: ScriptedRequest): Promise<ReturnType<typeof json>> {
    const { users, life, skew } = this.rules;
    const { authorization } = headers;
    const name = Object.keys(users).find(
      (username) =>
        authorization === basicAuthorization({ username, password: users[username]?.password ?? '' }),
    );
    if (authorization !== undefined && name === undefined)
      return json({ details: 'incorrect username or password' }, { status: 401 });
    const access = query.getAll('scope').flatMap((scope) => grant(scope, users[name ?? '']?.rights ?? {}));
    const now = Math.floor(Date.now() / 1000) + skew;
    const token = await new SignJWT({ access })
      .setProtectedHeader({
        alg: 'ES256',
        typ: 'JWT',
        x5c: [new X509Certificate(this.signer.cert).raw.toString('base64')],
      })
      .setIssuer(ISSUER)
      .setSubject(name ?? '')
      .setAudience(SERVICE)
      .setJti(crypto.randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now - 60)
      .setExpirationTime(now + life)
      .sign(await importPKCS8(this.signer.key, 'ES256'));
    return json({ token, expires_in: life, issued_at: new Date(now * 1000).toISOString() });
  }
}

function grant(
  scope: string,
  rights: TokenUser['rights'],
): { type: string; name: string; actions: string[] }[] {
  const [type = '', name = '', actions = ''] = scope.split(':');
  const allowed = Object.entries(rights).find(
    ([pattern]) => pattern === name || (pattern.endsWith('/*') && name.startsWith(pattern.slice(0, -1))),
  )?.[1];
  const granted = actions.split(',').filter((action) => allowed?.includes(action));
  return granted.length === 0 ? [] : [{ type, name, actions: granted }];
}
