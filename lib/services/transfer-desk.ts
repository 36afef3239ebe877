import 'server-only';
import { randomBytes } from 'node:crypto';
import { promotionOf } from '@/lib/channels/draft-transfer';
import { promoteCopy } from '@/lib/channels/promote-copy';
import { TransferDesk, type TransferDeskPorts } from '@/lib/channels/transfer-desk';
import { takeTransferLease } from '@/lib/channels/transfer-lease';
import { openChartroom, type Chartroom } from '@/lib/chartroom';
import { log } from '@/lib/services/log';
import { blockingChecks } from '@/lib/services/promotion-checks';
import { followPromotion, proveBehind } from '@/lib/services/promotions';
import { gatherReleaseFacts } from '@/lib/services/release-facts';
import { sourceOf } from '@/lib/services/transfer-drafts';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** How long the promotion at the end waits for images and signatures where a check of them blocks, in milliseconds. */
const PATIENCE = 60_000;

const KEY = Symbol.for('chartroom.transfer-desk');

/** Shared by all instances of this module, as `openChartroom` is. */
const shared = globalThis as { [KEY]?: Promise<TransferDesk> };

/** What runs the transfers of this process. It begins nothing by itself before `start`. */
export function openTransferDesk(): Promise<TransferDesk> {
  return (shared[KEY] ??= openChartroom().then((chartroom) => new TransferDesk(portsOf(chartroom))));
}

function random(): string {
  return randomBytes(4).toString('hex');
}

function portsOf(chartroom: Chartroom): TransferDeskPorts {
  const { catalog, changes, history, leases, locks, registries, transferJobs } = chartroom;
  return {
    jobs: transferJobs,
    source: (name) => sourceOf(chartroom, name),
    alone: (tag, task) => locks.run(tag, task),
    lease: (id) => takeTransferLease(id, leases),
    sharedLogin({ to, actor }) {
      const entry = registries.get(to.registry);
      if (entry?.registry == null || entry.configuration.promotion.mode !== 'shared') return null;
      return { registry: entry.registry, actor, close: async () => {} };
    },
    async promote(transfer, { registry, actor }) {
      const { registry: name } = transfer.to;
      const entry = registries.get(name);
      const request = promotionOf(transfer);
      if (entry === undefined || request === null) throw unknownRegistry(name);
      const rules = chartroom.configuration.channels;
      const facts = await gatherReleaseFacts(request, blockingChecks(rules), registry, chartroom, PATIENCE);
      const promotion = await promoteCopy(transfer, {
        registry,
        history,
        locks,
        rules,
        facts,
        now: Date.now,
        random,
        actor,
      });
      await followPromotion(promotion, entry, chartroom);
      await proveBehind(promotion, entry, registry, chartroom);
      return promotion.id;
    },
    onChange: (id) => changes.publish({ kind: 'transfer', id }),
    onCopied: ({ to: { registry, repository } }) => catalog.lookAt({ registry, repository }),
    report: log,
    now: Date.now,
    after(milliseconds, call) {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    random,
  };
}
