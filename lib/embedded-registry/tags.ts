import { sendJson, type Exchange } from '@/lib/embedded-registry/exchange';
import { pageOf } from '@/lib/embedded-registry/page';
import type { Repositories } from '@/lib/embedded-registry/repositories';

const MAX_TAGS_PER_PAGE = 10_000;

/**
 * `GET /v2/<name>/tags/list`
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 */
export async function listTags(exchange: Exchange, repositories: Repositories, name: string): Promise<void> {
  const layout = await repositories.get(name);
  const { items, link } = pageOf(
    await layout.tags(),
    exchange.query,
    `/v2/${name}/tags/list`,
    MAX_TAGS_PER_PAGE,
  );
  sendJson(exchange, 200, { name, tags: items }, link === undefined ? {} : { Link: link });
}
