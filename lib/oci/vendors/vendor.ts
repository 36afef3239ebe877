import type { IncomingHttpHeaders } from 'undici/types/header';
import type { Credentials } from '@/lib/oci/credentials';
import type { ListedTag } from '@/lib/oci/registry';

/** The registries that Chartroom knows by name. */
export const VENDOR_NAMES = [
  'acr',
  'distribution',
  'docker-hub',
  'ecr',
  'ecr-public',
  'gar',
  'ghcr',
  'gitea',
  'gitlab',
  'harbor',
  'jfrog',
  'mcr',
  'nexus',
  'quay',
  'zot',
] as const;
export type VendorName = (typeof VENDOR_NAMES)[number];

/** What is known of a registry before anything is asked of its own API. */
export interface VendorEvidence {
  /** host name of the registry, with the port where one is written; lower case */
  host: string;
  /** headers of the answer to `GET /v2/`, names in lower case */
  headers: IncomingHttpHeaders;
  /** the `service` of its bearer challenge */
  service: string | undefined;
  /** the address of its token service */
  realm: URL | undefined;
}

/** One answer of a vendor's API. Any status: what it means is the vendor's to say. */
export interface ApiAnswer {
  status: number;
  /** names in lower case */
  headers: IncomingHttpHeaders;
  /** the body as JSON; undefined when it is none */
  body: unknown;
  /** what was asked, without the query: for messages */
  url: string;
}

export interface ApiRequest {
  /** GET unless told otherwise */
  method?: 'GET' | 'POST';
  /** sent besides `accept` and `user-agent`; an `authorization` never leaves the API's own origin */
  headers?: Record<string, string>;
  /** sent as JSON */
  body?: unknown;
}

/** How a vendor's module reaches out. Calls go through the registry's gate, retries and address guard. */
export interface VendorApi {
  /** the registry's origin */
  readonly registry: URL;
  /** where the vendor's API is */
  readonly origin: URL;
  /** the registry's login, when it is a user name and a password */
  readonly credentials: Credentials | undefined;
  /** a token of the API's own, where one is configured */
  readonly token: string | undefined;
  /**
   * Asks the API. `path` starts with `/` and may have a query; an address of another origin is refused.
   * @throws RegistryError when no answer came, or one that asks to come back later (429, 503) after all retries
   */
  ask(path: string, request?: ApiRequest): Promise<ApiAnswer>;
  /**
   * Asks the registry itself, below `/v2/`, logged in for `scope`.
   * @throws RegistryError like `ask`
   */
  askRegistry(path: string, scope: string): Promise<ApiAnswer>;
}

/** A kind of registry: how it is recognised, and how its own API lists what it has. */
export interface Vendor {
  readonly name: VendorName;
  /** as shown to people: `Harbor`, `Docker Hub` */
  readonly title: string;
  /** Whether the evidence alone says that the registry is of this kind. */
  recognises(evidence: VendorEvidence): boolean;
  /** A call that tells this kind where the evidence does not: its path at the registry's origin, and what it answers. */
  readonly probe?: { path: string; answers(answer: ApiAnswer): boolean };
  /** Where its API is. */
  apiOrigin(evidence: VendorEvidence, registry: URL): URL;
  /**
   * All repositories, page by page; below the namespaces, where the API lists by namespace only.
   * @param namespaces what the configuration names, without a trailing slash; may be empty
   * @throws RegistryError: `unsupported` when the API is not there or lists by namespace and none is given (the message
   *   says what to configure), `unauthorized` or `denied` when it wants another login, else the API's failure
   */
  repositories?(api: VendorApi, namespaces: readonly string[]): AsyncGenerator<string[], void, void>;
  /**
   * The tags of a repository with the digests they point at, page by page.
   * @throws RegistryError like `repositories`; `not_found` when there is no such repository
   */
  tags?(api: VendorApi, repository: string): AsyncGenerator<ListedTag[], void, void>;
}
