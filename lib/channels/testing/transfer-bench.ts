import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertTransferable, draftTransfer, type DraftContext } from '@/lib/channels/draft-transfer';
import { createHistory, type History } from '@/lib/channels/history';
import { promoteCopy } from '@/lib/channels/promote-copy';
import type { PromotionLogin } from '@/lib/channels/promoter';
import { startInterceptingProxy, type InterceptingProxy } from '@/lib/channels/testing/intercepting-proxy';
import { locksOver } from '@/lib/channels/testing/locks-over';
import { BARE_RULES as RULES, NO_FACTS } from '@/lib/channels/testing/channel-rules';
import type { Transfer, TransferRequest } from '@/lib/channels/transfer';
import { TransferDesk, type TransferDeskPorts } from '@/lib/channels/transfer-desk';
import { createTransferJobs, type TransferJobs } from '@/lib/channels/transfer-jobs';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { createRegistry } from '@/lib/oci/registry-client';
import { openLmdbStore } from '@/lib/store/lmdb-store';
import type { Store } from '@/lib/store/store';

export const REPOSITORY = 'harbour/berth';

/** Two registries, a store, and what copies from one to the other. */
export interface TransferBench {
  folder: string;
  staging: Registry;
  production: Registry;
  /** in front of each */
  source: InterceptingProxy;
  target: InterceptingProxy;
  store: Store;
  jobs: TransferJobs;
  history: History;
  /** a process's desk; closed with the bench */
  openDesk(change?: Partial<TransferDeskPorts>): TransferDesk;
  request(
    digest: Digest,
    change?: { to?: Partial<TransferRequest['to']>; images?: boolean },
  ): TransferRequest;
  /** Drafts, checks and begins a transfer, as the service does. @param images as the chart names them */
  begin(desk: TransferDesk, request: TransferRequest, images?: readonly string[]): Promise<Transfer>;
  draftContext(images?: readonly string[]): DraftContext;
  /** The transfer once it is in a state. */
  settled(id: string, ...states: Transfer['state'][]): Promise<Transfer>;
  close(): Promise<void>;
}

/** A login that nobody has to close. */
export function loginOf(registry: Registry, actor: string | null = 'mira'): PromotionLogin {
  return { registry, actor, close: async () => {} };
}

/**
 * @param servers addresses of two registries that take everything
 */
export async function startTransferBench(servers: {
  staging: string;
  production: string;
}): Promise<TransferBench> {
  const folder = await mkdtemp(join(tmpdir(), 'chartroom-transfer-'));
  const [staging, source] = await openThroughProxy(servers.staging);
  const [production, target] = await openThroughProxy(servers.production);
  const store = await openLmdbStore(join(folder, 'store'));
  const jobs = createTransferJobs(store);
  const history = createHistory(store);
  const desks: TransferDesk[] = [];
  let tellChange: (() => void) | undefined;
  const ports: TransferDeskPorts = {
    ...transferPorts({ staging, production, store, jobs, history }),
    onChange: () => tellChange?.(),
  };
  const registries = [
    { name: 'staging', host: new URL(source.url).host },
    { name: 'production', host: new URL(target.url).host },
  ];
  const draftContext = (images: readonly string[] = []): DraftContext => ({
    source: staging,
    target: production,
    images,
    registries,
    registry: ports.source,
    rules: RULES,
  });
  return {
    folder,
    staging,
    production,
    source,
    target,
    store,
    jobs,
    history,
    openDesk(change = {}) {
      const desk = new TransferDesk({ ...ports, ...change });
      desks.push(desk);
      return desk;
    },
    request: (digest, { to = {}, images = false } = {}) => ({
      from: { registry: 'staging', repository: REPOSITORY, digest },
      to: {
        registry: 'production',
        repository: REPOSITORY,
        channel: '1-stable',
        expectedDigest: null,
        ...to,
      },
      images,
      reason: 'goes live',
      acknowledged: [],
    }),
    draftContext,
    async begin(desk, request, images) {
      const draft = await draftTransfer(request, draftContext(images));
      assertTransferable(request, draft, NO_FACTS, RULES);
      return desk.begin(request, draft, loginOf(production), false);
    },
    async settled(id, ...states) {
      for (;;) {
        const changed = new Promise<void>((resolve) => {
          tellChange = resolve;
        });
        const transfer = await jobs.get(id);
        if (transfer !== undefined && states.includes(transfer.state)) return transfer;
        await changed;
      }
    },
    async close() {
      for (const desk of desks) await desk.close();
      await Promise.all([staging.close(), production.close()]);
      await Promise.all([source.close(), target.close()]);
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a desk needs, of two registries and a store. */
function transferPorts({
  staging,
  production,
  store,
  jobs,
  history,
}: Pick<TransferBench, 'staging' | 'production' | 'store' | 'jobs' | 'history'>): TransferDeskPorts {
  const locks = locksOver(store);
  let made = 0;
  return {
    jobs,
    source: (name) => ({ staging, production })[name],
    alone: (tag, task) => locks.run(tag, task),
    lease: async () => ({ signal: new AbortController().signal, release: async () => {} }),
    sharedLogin: () => loginOf(production),
    promote: async (transfer, { registry, actor }) => {
      const context = { registry, history, locks, rules: RULES, facts: NO_FACTS, now: Date.now, actor };
      return (await promoteCopy(transfer, { ...context, random: () => `p${(made += 1)}` })).id;
    },
    onChange: () => undefined,
    onCopied: () => undefined,
    report: (line) => {
      throw new Error(line);
    },
    now: Date.now,
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds / 50);
      return () => clearTimeout(timer);
    },
    random: () => `t${(made += 1)}`,
  };
}

async function openThroughProxy(url: string): Promise<[Registry, InterceptingProxy]> {
  const proxy = await startInterceptingProxy(url);
  return [createRegistry({ url: proxy.url, retry: { tries: 1 }, timeouts: { total: 5000 } }), proxy];
}
