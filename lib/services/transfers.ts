import 'server-only';
import { assertTransferable, promotionOf, type TransferDraft } from '@/lib/channels/draft-transfer';
import { CHECKS, type ChannelRules } from '@/lib/channels/channel-rules';
import { checkPromotion, type PromotionCheck } from '@/lib/channels/promotion-checks';
import { contentVersion } from '@/lib/channels/promotion-refusal';
import { signIn, type Promoter, type PromotionLogin } from '@/lib/channels/promoter';
import { bytesOf, stepsOf } from '@/lib/channels/plan-transfer';
import { surveyTransfer } from '@/lib/channels/survey-transfer';
import type { Transfer, TransferRequest } from '@/lib/channels/transfer';
import type { TransferConflict } from '@/lib/channels/transfer-conflict';
import { explainTargetFailure } from '@/lib/channels/transfer-failure';
import type { TransferImage } from '@/lib/channels/transfer-image';
import type { Amount } from '@/lib/channels/transfer-rate';
import { scopeOf } from '@/lib/catalog/source';
import { openChartroom, type Chartroom, type ConfiguredRegistry } from '@/lib/chartroom';
import { AppError } from '@/lib/errors';
import type { Digest } from '@/lib/oci/names';
import type { Registry } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { openTransferDesk } from '@/lib/services/transfer-desk';
import { runAs, type Caller } from '@/lib/services/promoter';
import { blockingChecks, openReading } from '@/lib/services/promotion-checks';
import { draft, gatherFacts } from '@/lib/services/transfer-drafts';
import { viewTransfer, type TransferView } from '@/lib/services/transfer-views';
import { unknownRegistry } from '@/lib/services/unknown-registry';

/** How long images and signatures are waited for, in milliseconds, where a check of the promotion looks at them. */
const PATIENCE = 10_000;

/** What a transfer would do. */
export interface TransferForecast {
  version: string;
  versionTag: string;
  to: { registry: string; repository: string };
  channel: { tag: string; digest: Digest | null; version: string | null } | null;
  total: Amount;
  existing: Amount | null;
  chart: { manifests: number; referrers: number; signatures: number };
  images: TransferImage[];
  conflicts: TransferConflict[];
  denied: string[];
  checks: PromotionCheck[];
  reason: ChannelRules['reason'];
}

/** A transfer as it is asked for: to the same repository, where none is named. */
export interface AskedTransfer extends Omit<TransferRequest, 'to'> {
  to: Omit<TransferRequest['to'], 'repository'> & { repository?: string | undefined };
}

/**
 * Says what a transfer would do, as if the channel were where it is now. Nothing is written.
 * @throws AppError `registry_not_found`, `promotion_denied`; what `draft` throws
 */
export async function forecastTransfer(
  asked: AskedTransfer,
  caller: Caller,
  signal?: AbortSignal,
): Promise<TransferForecast> {
  const request = complete(asked);
  const chartroom = await openChartroom();
  const entry = findTarget(chartroom.registries, request);
  return runAs(caller, entry, (promoter) => forecastAs(promoter, request, entry, chartroom, signal));
}

async function forecastAs(
  promoter: Promoter,
  request: TransferRequest,
  entry: ConfiguredRegistry,
  chartroom: Chartroom,
  signal: AbortSignal | undefined,
): Promise<TransferForecast> {
  const rules = chartroom.configuration.channels;
  const { registry, close } = openReading(entry, promoter);
  try {
    const found = await draft(request, registry, chartroom, signal);
    const { observed, plan, images, conflicts, version, versionTag } = found;
    const channel = observed.channel;
    const expectedDigest = channel?.digest ?? null;
    const wanted = new Set(CHECKS.filter((check) => rules.checks[check] !== 'off'));
    const [facts, existing, denied] = await Promise.all([
      gatherFacts(request, wanted, chartroom, PATIENCE, signal),
      surveyTransfer(plan, registry, { signal, priority: 'interactive' }),
      findDenied(found, registry, signal),
    ]);
    const promotion = promotionOf({ ...request, to: { ...request.to, expectedDigest } });
    const steps = stepsOf(plan);
    return {
      version,
      versionTag,
      to: { registry: request.to.registry, repository: request.to.repository },
      channel:
        promotion === null
          ? null
          : { tag: promotion.channel, digest: expectedDigest, version: contentVersion(channel) },
      total: { items: steps.length, bytes: steps.reduce((sum, { step }) => sum + bytesOf(step), 0) },
      existing,
      chart: countChart(found),
      images: [...images],
      conflicts,
      denied,
      checks: promotion === null ? [] : checkPromotion(promotion, { ...observed, ...facts }, rules),
      reason: rules.reason,
    };
  } finally {
    await close();
  }
}

/**
 * Begins to copy a release to another registry, and to promote it there at the end. What was asked for is checked first;
 * the copying goes on behind the answer.
 * @throws AppError `registry_not_found`, `promotion_denied`, `unauthenticated`; what `draft` and `assertTransferable` throw
 */
export async function beginTransfer(
  asked: AskedTransfer,
  caller: Caller,
  signal?: AbortSignal,
): Promise<TransferView> {
  const request = complete(asked);
  const chartroom = await openChartroom();
  const entry = findTarget(chartroom.registries, request);
  return runAs(caller, entry, (promoter) => beginAs(promoter, request, entry, chartroom, signal));
}

async function beginAs(
  promoter: Promoter,
  request: TransferRequest,
  entry: ConfiguredRegistry,
  chartroom: Chartroom,
  signal: AbortSignal | undefined,
): Promise<TransferView> {
  const rules = chartroom.configuration.channels;
  const login = await openLogin(entry, promoter, signal);
  try {
    const found = await draft(request, login.registry, chartroom, signal);
    const [first] = await findDenied(found, login.registry, signal);
    if (first !== undefined)
      throw new AppError(
        'promotion_denied',
        `${entry.configuration.name} does not let this login write to ${first}.`,
      );
    const facts = await gatherFacts(request, blockingChecks(rules), chartroom, PATIENCE, signal);
    assertTransferable(request, found, facts, rules);
    const desk = await openTransferDesk();
    return await viewTransfer(await desk.begin(request, found, login, isPersonal(entry)));
  } catch (error) {
    await login.close();
    throw error;
  }
}

/**
 * Goes on with a transfer that stopped. One made with somebody's own login is theirs to go on with.
 * @throws AppError `transfer_not_found`, `transfer_ended`, `registry_not_found`, `promotion_denied`, `unauthenticated`
 */
export async function resumeTransfer(
  id: string,
  caller: Caller,
  signal?: AbortSignal,
): Promise<TransferView> {
  const { registries } = await openChartroom();
  const desk = await openTransferDesk();
  const transfer = await desk.find(id);
  const entry = registries.get(transfer.to.registry);
  if (entry === undefined) throw unknownRegistry(transfer.to.registry);
  return runAs(caller, entry, async (promoter) => {
    const login = await openLogin(entry, promoter, signal);
    try {
      assertOwner(transfer, login, entry);
      return await viewTransfer(await desk.resume(id, login));
    } catch (error) {
      await login.close();
      throw error;
    }
  });
}

/**
 * Ends a transfer; it can be gone on with later.
 * @throws AppError `transfer_not_found`, `transfer_ended`; `unauthenticated` where everyone has to sign in to promote
 */
export async function cancelTransfer(
  id: string,
  caller: Caller,
  signal?: AbortSignal,
): Promise<TransferView> {
  const { registries } = await openChartroom();
  const desk = await openTransferDesk();
  const { to } = await desk.find(id);
  const entry = registries.get(to.registry);
  // Where nobody may promote any more, what was begun before may still be ended.
  if (entry === undefined || entry.configuration.promotion.mode === 'off')
    return viewTransfer(await desk.cancel(id, null));
  return runAs(caller, entry, async (promoter) => {
    const login = await openLogin(entry, promoter, signal);
    await login.close();
    return viewTransfer(await desk.cancel(id, login.actor));
  });
}

function assertOwner({ actor }: Transfer, login: PromotionLogin, entry: ConfiguredRegistry): void {
  if (!isPersonal(entry) || actor === null || login.actor === actor) return;
  throw new AppError(
    'promotion_denied',
    `${actor} began this transfer with their own login, so only they can go on with it.`,
  );
}

function complete({ from, to, ...asked }: AskedTransfer): TransferRequest {
  return { ...asked, from, to: { ...to, repository: to.repository ?? from.repository } };
}

function findTarget(
  registries: ReadonlyMap<string, ConfiguredRegistry>,
  { to }: TransferRequest,
): ConfiguredRegistry {
  const entry = registries.get(to.registry);
  if (entry === undefined) throw unknownRegistry(to.registry);
  if (!scopeOf(entry.configuration.repositories).includes(to.repository)) {
    throw new AppError(
      'invalid_request',
      `${to.repository} is outside of what Chartroom looks at in ${to.registry}, so it would not be shown there. ` +
        'Its `repositories` are in the configuration.',
    );
  }
  return entry;
}

function isPersonal({ configuration }: ConfiguredRegistry): boolean {
  return configuration.promotion.mode === 'personal';
}

/** The login that writes; somebody's own is tried first. */
async function openLogin(
  entry: ConfiguredRegistry,
  promoter: Promoter,
  signal?: AbortSignal,
): Promise<PromotionLogin> {
  const { name, promotion } = entry.configuration;
  const login = signIn({ name, registry: entry.registry, connect: entry.signIn, ...promotion }, promoter);
  if (!isPersonal(entry)) return login;
  try {
    await login.registry.checkLogin({ signal, priority: 'interactive' });
    return login;
  } catch (error) {
    await login.close();
    throw error instanceof RegistryError ? explainTargetFailure(error, name) : error;
  }
}

/** Repositories that the login may surely not write to. */
async function findDenied(
  { plan }: TransferDraft,
  target: Registry,
  signal?: AbortSignal,
): Promise<string[]> {
  const repositories = [...new Set(plan.routes.map(({ to }) => to))];
  const denied: string[] = [];
  for (const repository of repositories)
    if ((await target.mayPush(repository, { signal, priority: 'interactive' })) === 'no')
      denied.push(repository);
  return denied;
}

function countChart({ parts: [chart] }: TransferDraft): TransferForecast['chart'] {
  const manifests = chart?.manifests ?? [];
  const referrers = manifests.filter(({ subject }) => subject !== null).length;
  const signatures = chart?.signatures.length ?? 0;
  return { manifests: manifests.length, referrers, signatures };
}
