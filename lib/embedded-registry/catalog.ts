import { sendJson, type Exchange } from '@/lib/embedded-registry/exchange';
import { pageOf } from '@/lib/embedded-registry/page';
import type { Repositories } from '@/lib/embedded-registry/repositories';

const MAX_REPOSITORIES_PER_PAGE = 1000;

/**
 * `GET /v2/_catalog`
 * Rule: https://distribution.github.io/distribution/spec/api/#listing-repositories (not part of the OCI specification)
 */
export async function listRepositories(exchange: Exchange, repositories: Repositories): Promise<void> {
  const names = await repositories.list();
  const { items, link } = pageOf(names, exchange.query, '/v2/_catalog', MAX_REPOSITORIES_PER_PAGE);
  sendJson(exchange, 200, { repositories: items }, link === undefined ? {} : { Link: link });
}
