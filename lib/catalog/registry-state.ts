export type RegistryStatus = 'ok' | 'crawling' | 'degraded' | 'unreachable';

/** A repository that could not be read. */
export interface RepositoryFailure {
  repository: string;
  message: string;
}

/** How one configured registry is doing. */
export interface RegistryState {
  name: string;
  url: string;
  kind: 'oci';
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
  promotion: 'off' | 'shared' | 'personal';
}
