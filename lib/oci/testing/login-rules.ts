import { basicAuthorization, type Credentials } from '@/lib/oci/credentials';
import {
  json,
  registryError,
  type ScriptedAnswer,
  type ScriptedRequest,
} from '@/lib/oci/testing/scripted-answer';

/** How a scripted registry hands out tokens. */
export interface BearerRules {
  /** whose password the token service takes; without it anyone gets a token */
  credentials?: Credentials;
  /** seconds a token says it lives; none by default */
  expiresIn?: number;
  /** another address of the token service */
  realm?: string;
}

/** The scripted registry's login: open until a test asks for Basic or Bearer. The token service is at `/token`. */
export class LoginRules {
  private readonly origin: string;
  private basic: string | undefined;
  private bearer: BearerRules | undefined;
  private readonly tokens = new Map<string, string[]>();
  private issued = 0;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** From now on everything below `/v2/` needs this login. */
  requireBasic(credentials: Credentials): void {
    this.basic = basicAuthorization(credentials);
    this.bearer = undefined;
  }

  /** From now on everything below `/v2/` needs a token for the repository (or the catalog) it is about. */
  requireBearer(rules: BearerRules = {}): void {
    this.bearer = rules;
    this.basic = undefined;
  }

  /** Takes back every token given out so far. */
  revokeTokens(): void {
    this.tokens.clear();
  }

  /** undefined when the request may pass. */
  answer(request: ScriptedRequest): ScriptedAnswer | undefined {
    if (this.bearer !== undefined && request.path === '/token') return this.token(this.bearer, request);
    if (!request.path.startsWith('/v2/')) return undefined;
    if (this.basic !== undefined)
      return request.headers['authorization'] === this.basic
        ? undefined
        : unauthorized('Basic realm="scripted registry"');
    return this.bearer === undefined ? undefined : this.checkToken(this.bearer, request);
  }

  private token(
    { credentials, expiresIn }: BearerRules,
    { headers, query }: ScriptedRequest,
  ): ScriptedAnswer {
    if (credentials !== undefined && headers['authorization'] !== basicAuthorization(credentials))
      return json({ details: 'incorrect username or password' }, { status: 401 });
    this.issued += 1;
    const token = `token-${this.issued}`;
    this.tokens.set(token, query.getAll('scope'));
    return json(expiresIn === undefined ? { token } : { token, expires_in: expiresIn });
  }

  private checkToken(rules: BearerRules, request: ScriptedRequest): ScriptedAnswer | undefined {
    const scope = neededScope(request);
    const granted = this.tokens.get((request.headers['authorization'] ?? '').slice('Bearer '.length));
    if (granted !== undefined && (scope === undefined || covers(granted, scope))) return undefined;
    const realm = rules.realm ?? `${this.origin}/token`;
    const wanted = scope === undefined ? '' : `,scope="${scope}"`;
    return unauthorized(`Bearer realm="${realm}",service="scripted"${wanted}`);
  }
}

function neededScope({ method, path }: ScriptedRequest): string | undefined {
  if (path === '/v2/_catalog') return 'registry:catalog:*';
  const upload = /^\/v2\/(.+)\/blobs\/uploads\/[^/]*$/.exec(path)?.[1];
  if (upload !== undefined) return `repository:${upload}:pull,push`;
  const name = /^\/v2\/(.+)\/(?:tags\/list|manifests\/[^/]+|blobs\/[^/]+|referrers\/[^/]+)$/.exec(path)?.[1];
  return name === undefined ? undefined : `repository:${name}:${method === 'PUT' ? 'pull,push' : 'pull'}`;
}

function covers(granted: readonly string[], scope: string): boolean {
  const colon = scope.lastIndexOf(':');
  const entry = granted.find((one) => one.startsWith(scope.slice(0, colon + 1)));
  const actions = entry?.slice(colon + 1).split(',') ?? [];
  return scope
    .slice(colon + 1)
    .split(',')
    .every((action) => actions.includes(action));
}

function unauthorized(challenge: string): ScriptedAnswer {
  return registryError(401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge });
}
