import type { AbilityLog } from '@/lib/oci/abilities';
import { parseChallenges } from '@/lib/oci/challenge';
import type { Credentials } from '@/lib/oci/credentials';
import { realmOf } from '@/lib/oci/realm';
import type { CallOptions, ListedTag } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import type { Session } from '@/lib/oci/session';
import { SingleFlight } from '@/lib/oci/single-flight';
import { VendorClient } from '@/lib/oci/vendor-client';
import { detectVendor, VENDORS, vendorNamed } from '@/lib/oci/vendors/known-vendors';
import type { Vendor, VendorEvidence, VendorName } from '@/lib/oci/vendors/vendor';

/** After a failure of the vendor's API, tags are asked for the ordinary way this long, in milliseconds. */
const API_PAUSE = 10 * 60_000;

export interface RegistryVendorOptions {
  session: Session;
  /** the registry's origin */
  origin: string;
  /** as configured; found out otherwise */
  name: VendorName | undefined;
  /** where its API is and a token for it, as configured */
  api: { url?: string | undefined; token?: string | undefined };
  abilities: AbilityLog;
  /** milliseconds since the epoch */
  now: () => number;
}

/** Whose product a registry is, and that product's own API. */
export class RegistryVendor {
  private readonly options: RegistryVendorOptions;
  private readonly registry: URL;
  private readonly flights = new SingleFlight<void>();
  private vendor: Vendor | undefined;
  private evidence: VendorEvidence;
  private examined = false;
  private apiPausedUntil = 0;

  constructor(options: RegistryVendorOptions) {
    this.options = options;
    const { token } = options.api;
    if (token !== undefined) options.session.keepSecret(token);
    this.registry = new URL(options.origin);
    this.evidence = { host: this.registry.host, headers: {}, service: undefined, realm: undefined };
    this.settle(
      options.name === undefined
        ? VENDORS.find((vendor) => vendor.recognises(this.evidence))
        : vendorNamed(options.name),
    );
  }

  /** The product, as far as it is known without asking. */
  get known(): Vendor | undefined {
    return this.vendor;
  }

  /**
   * Finds out whose product the registry is, asking it once.
   * @throws RegistryError when the registry can't be reached
   */
  async detect(call: CallOptions): Promise<Vendor | undefined> {
    if (!this.examined)
      await this.flights.join('', call.signal, (signal) => this.examine({ ...call, signal }));
    return this.vendor;
  }

  /**
   * Repositories by the product's own API. Throws like `Vendor.repositories`, and `unsupported` where there is none.
   */
  async *repositories(
    namespaces: readonly string[],
    call: CallOptions,
  ): AsyncGenerator<string[], void, void> {
    const vendor = await this.detect(call);
    if (vendor?.repositories === undefined)
      throw new RegistryError(
        'unsupported',
        vendor === undefined
          ? 'No product with an API of its own was recognised.'
          : `${vendor.title} has no API of its own that lists repositories.`,
      );
    yield* vendor.repositories(await this.client(vendor, call), namespaces);
  }

  /**
   * The tags of a repository with their digests, by the product's own API.
   * @returns undefined where it has none that works at present: the caller asks the ordinary way
   * @throws RegistryError `canceled`
   */
  async tags(repository: string, call: CallOptions): Promise<ListedTag[] | undefined> {
    const { vendor } = this;
    if (vendor?.tags === undefined || this.options.now() < this.apiPausedUntil) return undefined;
    const tags: ListedTag[] = [];
    try {
      for await (const page of vendor.tags(await this.client(vendor, call), repository)) tags.push(...page);
    } catch (error) {
      if (!(error instanceof RegistryError) || error.kind === 'canceled') throw error;
      // A repository the API does not show may be there all the same.
      if (error.kind !== 'not_found') {
        this.apiPausedUntil = this.options.now() + API_PAUSE;
        this.options.abilities.noteOnce('tagDigests', false);
      }
      return undefined;
    }
    this.options.abilities.noteOnce('tagDigests', true);
    return tags;
  }

  private async examine(call: CallOptions): Promise<void> {
    const { session, name } = this.options;
    const { headers } = await session.probe(call);
    const challenge = parseChallenges(headers['www-authenticate']).find(({ scheme }) => scheme === 'bearer');
    this.evidence = {
      host: this.registry.host,
      headers,
      service: challenge?.parameters.get('service'),
      realm: challenge === undefined ? undefined : realmOf(challenge, this.registry),
    };
    if (name === undefined) {
      const client = new VendorClient({
        session,
        registry: this.registry,
        origin: this.registry,
        credentials: undefined,
        token: undefined,
        call,
      });
      this.settle(await detectVendor(this.evidence, (path) => client.ask(path)));
    }
    this.examined = true;
  }

  private settle(vendor: Vendor | undefined): void {
    this.vendor = vendor;
    if (vendor !== undefined) this.options.abilities.noteOnce('vendor', vendor.name);
  }

  private async client(vendor: Vendor, call: CallOptions): Promise<VendorClient> {
    const { session, api } = this.options;
    return new VendorClient({
      session,
      registry: this.registry,
      origin: api.url === undefined ? vendor.apiOrigin(this.evidence, this.registry) : new URL(api.url),
      credentials: passwordOf(await session.login(call)),
      token: api.token,
      call,
    });
  }
}

function passwordOf(login: Awaited<ReturnType<Session['login']>>): Credentials | undefined {
  return login !== undefined && 'username' in login ? login : undefined;
}
