import { defaultShouldDehydrateQuery, environmentManager, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/lib/queries/api-problem';

const RETRIES = 2;
const PASSING_STATUSES = new Set([429, 502, 503, 504]);

/** Whether asking again may help: no answer at all, or one that says "not now". */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= RETRIES || !(error instanceof ApiProblem)) return false;
  return error.status === null || PASSING_STATUSES.has(error.status);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: isWorthRetrying },
      mutations: { retry: false },
      dehydrate: {
        // Next.js redacts errors itself, and needs to see its own to steer rendering.
        shouldRedactErrors: () => false,
        shouldDehydrateQuery: (query) =>
          defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
    },
  });
}

let browserClient: QueryClient | undefined;

/** The browser's one client; on the server a new one each time, so that no request sees another's data. */
export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return createQueryClient();
  return (browserClient ??= createQueryClient());
}
