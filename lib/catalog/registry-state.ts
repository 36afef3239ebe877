import type { AbilityRecord } from '@/lib/oci/abilities';
import type { DiscoveryAttempt, DiscoveryMethod } from '@/lib/oci/discovery';
import type { HostCondition } from '@/lib/oci/host';

export type RegistryStatus = 'ok' | 'crawling' | 'degraded' | 'unreachable';

/** A repository that could not be read. */
export interface RepositoryFailure {
  repository: string;
  message: string;
}

/** How the repositories of a registry were found. */
export interface DiscoveryReport {
  /** `folder`: they lie in a folder. `index`: the index of a static Helm repository lists them. Null before the first answer. */
  method: DiscoveryMethod | 'folder' | 'index' | null;
  /** every way that was tried, in order, with what came of it */
  attempts: DiscoveryAttempt[];
}

/** How one configured registry is doing. */
export interface RegistryState {
  name: string;
  url: string;
  kind: 'oci' | 'helm-repository' | 'oci-layout';
  status: RegistryStatus;
  /** charts known */
  charts: number;
  /** repositories seen, charts or not */
  repositories: number;
  /** whether the last crawl read everything it found */
  complete: boolean;
  /** end of the last crawl that finished */
  crawledAt: string | null;
  /** why the last crawl failed or is partial, in plain words */
  error: string | null;
  /** repositories read and found so far while crawling, else null */
  progress: { read: number; found: number } | null;
  /** repositories that could not be read, at most 100, with the reason */
  failures: RepositoryFailure[];
  /** requests the last crawl cost, and how long it took in milliseconds */
  lastCrawl: { requests: number; duration: number } | null;
  discovery: DiscoveryReport;
  /** what it can do, as far as seen or documented; empty for what is no registry */
  abilities: AbilityRecord;
  /** pauses of its host, and what is left of an allowance; null for a folder. Times in milliseconds since the epoch. */
  condition: HostCondition | null;
  /** whether its certificate is not checked */
  insecure: boolean;
  promotion: 'off' | 'shared' | 'personal';
}
