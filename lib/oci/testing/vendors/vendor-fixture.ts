import type { DiscoveryMethod } from '@/lib/oci/discovery';
import type { RegistryOptions } from '@/lib/oci/registry-client';
import type { ScriptedAnswer, ScriptedRequest } from '@/lib/oci/testing/scripted-answer';
import { startScriptedServer, type ScriptedServer } from '@/lib/oci/testing/scripted-server';

/** How a registry as one vendor's is to be used, and what is to be seen of it. */
export interface FixtureUse {
  options: Partial<RegistryOptions>;
  /** as configured; absent where the registry lists everything */
  repositories?: string[];
  /** how its repositories are found */
  method: DiscoveryMethod;
}

/** A registry that answers as one vendor's is documented to, over real HTTP. Its content is the test's to give. */
export interface VendorFixture {
  name: string;
  /** Makes the server answer so. `partner` starts another one: a token service, storage, an API elsewhere. */
  setUp(server: ScriptedServer, partner: () => Promise<ScriptedServer>): Promise<FixtureUse> | FixtureUse;
}

/** A fixture that runs, with the servers that belong to it. */
export interface RunningFixture extends FixtureUse {
  server: ScriptedServer;
  close(): Promise<void>;
}

/** Starts a fixture. What it points at is trusted, as it is all on this machine. */
export async function startFixture(fixture: VendorFixture): Promise<RunningFixture> {
  const server = await startScriptedServer();
  const partners: ScriptedServer[] = [];
  const use = await fixture.setUp(server, async () => {
    const partner = await startScriptedServer();
    partners.push(partner);
    return partner;
  });
  const trustedHosts = partners.map(({ origin }) => new URL(origin).host);
  return {
    ...use,
    options: { trustedHosts, ...use.options },
    server,
    close: async () => {
      await Promise.all([server, ...partners].map((one) => one.close()));
    },
  };
}

/** Scripts a route like `on`, but a function that returns undefined leaves the request to what was scripted before. */
export function answerFirst(
  server: ScriptedServer,
  route: string,
  script: ScriptedAnswer | ((request: ScriptedRequest) => ScriptedAnswer | undefined),
): void {
  server.on(route, typeof script === 'function' ? (request) => script(request) ?? 'before' : script);
}

/** The names in one of the registry's own lists, whole. */
function namesIn({ content }: ScriptedServer, path: string, field: 'repositories' | 'tags'): string[] {
  const answer = content.answer({
    method: 'GET',
    path,
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    signal: new AbortController().signal,
  });
  const body = typeof answer?.body === 'string' ? (JSON.parse(answer.body) as Record<string, unknown>) : {};
  return (body[field] as string[] | undefined) ?? [];
}

/** The repositories the registry holds. */
export function repositoriesOf(server: ScriptedServer): string[] {
  return namesIn(server, '/v2/_catalog', 'repositories');
}

/** The tags of a repository, by name. */
export function tagsOf(server: ScriptedServer, repository: string): string[] {
  return namesIn(server, `/v2/${repository}/tags/list`, 'tags');
}

/** The repository a path below `/v2/` is about. */
export function repositoryIn({ path }: ScriptedRequest): string {
  return /^\/v2\/(.+)\/(?:tags\/list|manifests\/[^/]+|blobs\/[^/]+|referrers\/[^/]+)$/.exec(path)?.[1] ?? '';
}

/** A page of a list: what stands after the entry named `after`, at most `size`. */
export function sliceAfter<Entry>(
  all: readonly Entry[],
  after: number,
  size: number,
): { page: Entry[]; next: number | undefined } {
  const page = all.slice(after, after + size);
  return { page, next: after + size < all.length ? after + size : undefined };
}

/** Sends readers of blobs to storage, which refuses who brings a login along as S3 does. */
export function redirectBlobs(server: ScriptedServer, storage: ScriptedServer): void {
  answerFirst(server, 'GET /v2/*', (request): ScriptedAnswer | undefined => {
    if (!request.path.includes('/blobs/')) return undefined;
    const refused = server.logins.answer(request);
    if (refused !== undefined) return refused;
    const stored = `${storage.origin}/stored${request.path}?X-Amz-Signature=signed`;
    return { status: 307, headers: { location: stored } };
  });
  answerFirst(storage, 'GET /stored/*', (request) => {
    if (request.headers['authorization'] !== undefined)
      return { status: 400, body: '<Error><Message>Only one auth mechanism allowed</Message></Error>' };
    return server.content.answer({ ...request, path: request.path.slice('/stored'.length) });
  });
}
