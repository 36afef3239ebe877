import { AppError } from '@/lib/errors';
import { CHECKS, type ChannelRules, type ConfigurableCheck } from '@/lib/channels/channel-rules';
import { channelWords, classifyTag, type ChannelWords } from '@/lib/channels/classify-tag';
import type { PromotionRequest } from '@/lib/channels/promotion';
import {
  classifyTarget,
  contentVersion,
  refuseMovedChannel,
  refuseSource,
  refuseTarget,
  refuseVersionTag,
  shortDigest,
  type Observation,
} from '@/lib/channels/promotion-refusal';
import { isWithinTrack } from '@/lib/channels/track';
import { compareVersions, isPrerelease, isVersion, withoutV } from '@/lib/helm/chart-tag';

/** Checks that no configuration turns off. */
type StandingCheck = 'channel-name' | 'source-unchanged' | 'version-tag' | 'channel-unchanged';

export type CheckName = StandingCheck | ConfigurableCheck;

/** How one check of a promotion went. */
export interface PromotionCheck {
  name: CheckName;
  /** `unknown`: it could not be found out. `skipped`: it does not apply here. */
  outcome: 'passed' | 'failed' | 'unknown' | 'skipped';
  /** `block`: the promotion is refused unless the check passed or does not apply */
  severity: 'block' | 'warn';
  /** one or two sentences */
  message: string;
  /** whether a person who says so may go on although it blocks */
  acceptable: boolean;
}

/** A fact nobody could find out, and why, as a sentence. */
export interface Unknown {
  unknown: string;
}

/** An image that the chart refers to, as its registry was asked for it. */
export interface ImageFact {
  image: string;
  /** `external`: its registry is not configured, so it is never asked. `unknown`: not asked. */
  presence: 'unknown' | 'external' | 'present' | 'absent' | 'unreachable';
}

/** What is known of the release beyond what the registry says at the moment of the promotion. */
export interface ReleaseFacts {
  /** the chart's channels; `held`: whether it holds the release, or is known to have held it */
  channels: readonly { tag: string; held: boolean }[] | Unknown;
  images: readonly ImageFact[] | Unknown;
  /** whether a provenance file, a cosign signature or a signature that names the chart as its subject is there */
  signed: boolean | Unknown;
}

export type PromotionFacts = Observation & ReleaseFacts;

type Finding = Pick<PromotionCheck, 'outcome' | 'message'>;

/**
 * Goes through everything that speaks for or against a promotion, those that always block first. Checks that are off
 * are left out. What is shown before a promotion and what decides it are both this. Pure; never throws.
 */
export function checkPromotion(
  request: PromotionRequest,
  facts: PromotionFacts,
  rules: ChannelRules,
): PromotionCheck[] {
  const standing = examine(request, facts, rules).map(({ name, refusal, message }): PromotionCheck => ({
    name,
    outcome: refusal === null ? 'passed' : refusal === 'skipped' ? 'skipped' : 'failed',
    severity: 'block',
    message,
    acceptable: false,
  }));
  return [...standing, ...checkByRules(request, facts, rules)];
}

/**
 * The first thing that no configuration allows.
 * @returns what `refuseTarget`, `refuseSource`, `refuseVersionTag` and `refuseMovedChannel` give, or null
 */
export function findRefusal(
  request: PromotionRequest,
  observed: Observation,
  rules: ChannelWords,
): AppError | null {
  const found = examine(request, observed, rules).find(({ refusal }) => refusal instanceof AppError);
  return found?.refusal instanceof AppError ? found.refusal : null;
}

/**
 * Refuses a promotion for the checks that are configured to block. One that could not be found out blocks too; one that
 * the person accepted does not, where accepting it is enough.
 * @throws AppError `promotion_blocked`; details `checks`, those that block
 */
export function assertNotBlocked(checks: readonly PromotionCheck[]): void {
  const blocking = checks.filter(
    ({ severity, outcome }) => severity === 'block' && (outcome === 'failed' || outcome === 'unknown'),
  );
  if (blocking.length === 0) return;
  const reasons = blocking.map(({ message }) => message).join(' ');
  throw new AppError('promotion_blocked', `${reasons} Nothing was moved.`, { details: { checks: blocking } });
}

/**
 * Refuses a promotion that does not say why, where the configuration wants it.
 * @throws AppError `invalid_request`
 */
export function assertReason(
  { reason }: Pick<PromotionRequest, 'reason'>,
  rules: Pick<ChannelRules, 'reason'>,
): void {
  if (rules.reason === 'optional' || reason.trim() !== '') return;
  throw new AppError('invalid_request', 'A promotion needs a reason here: say why, in `reason`.', {
    details: { field: 'reason' },
  });
}

interface Examination {
  name: StandingCheck;
  /** the failure, null where it passed */
  refusal: AppError | null | 'skipped';
  message: string;
}

function examine(
  request: PromotionRequest,
  { channel: current, source, versionTag }: Observation,
  names: ChannelWords,
): Examination[] {
  const { channel, digest } = request;
  const version = source?.kind === 'chart' ? source.version : null;
  const there = contentVersion(current);
  const state = (name: StandingCheck, refusal: Examination['refusal'], otherwise: string): Examination => ({
    name,
    refusal,
    message: refusal instanceof AppError ? refusal.message : otherwise,
  });
  return [
    state('channel-name', refuseTarget(channel, current, names), `${channel} is a channel.`),
    state(
      'source-unchanged',
      refuseSource(digest, source),
      `${version ?? 'The chart'} is under ${shortDigest(digest)}.`,
    ),
    state(
      'version-tag',
      version === null ? 'skipped' : refuseVersionTag(digest, version, versionTag),
      version === null
        ? 'Which version it is could not be read.'
        : `The tag ${versionTag?.tag ?? version} means the same digest.`,
    ),
    state(
      'channel-unchanged',
      refuseMovedChannel(request, current),
      there === null
        ? `${channel} does not exist, as you saw it.`
        : `${channel} is at ${there}, as you saw it.`,
    ),
  ];
}

/** What is judged by the version that would be promoted. */
interface Case {
  request: PromotionRequest;
  facts: PromotionFacts;
  risks: readonly string[];
  words: readonly string[];
  version: string;
  track: string | null;
  risk: string;
}

const FINDERS: Readonly<Record<ConfigurableCheck, (one: Case) => Finding>> = {
  downgrade: findDowngrade,
  images: findImages,
  signature: findSignature,
  'risk-order': findRiskOrder,
  track: findTrack,
  prerelease: findPrerelease,
};

function checkByRules(
  request: PromotionRequest,
  facts: PromotionFacts,
  rules: ChannelRules,
): PromotionCheck[] {
  const { source } = facts;
  const version = source?.kind === 'chart' ? source.version : null;
  const { risks, words, checks } = rules;
  const target = classifyTarget(request.channel, facts.channel, rules);
  if (version === null || target.kind !== 'channel') return []; // refused anyway
  const { track, risk } = target;
  return CHECKS.flatMap((name): PromotionCheck[] => {
    const level = checks[name];
    if (level === 'off') return [];
    const acceptable = name === 'downgrade';
    const accepted = acceptable && request.acknowledged.includes(name);
    const severity = accepted ? 'warn' : level;
    return [
      {
        name,
        severity,
        acceptable,
        ...FINDERS[name]({ request, facts, risks, words, version, track, risk }),
      },
    ];
  });
}

function findDowngrade({ request: { kind, channel }, facts, version }: Case): Finding {
  const current = contentVersion(facts.channel);
  if (current === null) return skipped(`${channel} is new.`);
  if (!isVersion(current) || !isVersion(version)) {
    return unknown(`Which of ${current} and ${version} is newer can’t be told: not both are SemVer.`);
  }
  if (compareVersions(version, current) >= 0) {
    return passed(version === current ? `Both are ${version}.` : `${version} is newer than ${current}.`);
  }
  if (kind !== 'promotion')
    return passed(
      `A step back from ${current} to ${version}, as ${kind === 'undo' ? 'an' : 'a'} ${kind} is.`,
    );
  return failed(
    `This is a step back: ${channel} is at ${current}, which is newer than ${version}. ` +
      'Helm users keep what they have; Flux downgrades by itself.',
  );
}

function findImages({ facts: { images } }: Case): Finding {
  if ('unknown' in images) return unknown(images.unknown);
  const count = (presence: ImageFact['presence']): string[] =>
    images.filter((image) => image.presence === presence).map(({ image }) => image);
  const [absent, external, present] = [count('absent'), count('external'), count('present')];
  const open = [...count('unreachable'), ...count('unknown')];
  if (absent.length > 0)
    return failed(`${some(absent)} ${absent.length === 1 ? 'is' : 'are'} not in the registry named.`);
  if (open.length > 0) return unknown(`Whether ${some(open)} can be pulled could not be found out in time.`);
  const aside =
    external.length === 0
      ? ''
      : ` ${external.length} in registries that are not configured were not asked for.`;
  if (present.length > 0) return passed(`${wordImages(present.length)} can be pulled.${aside}`);
  return skipped(
    images.length === 0
      ? 'The chart refers to no image.'
      : 'None of its images is in a registry that is configured.',
  );
}

function findSignature({ facts: { signed }, version }: Case): Finding {
  if (typeof signed === 'object') return unknown(signed.unknown);
  if (signed) return passed(`${version} has a signature. Whose it is was not checked.`);
  return failed(
    `${version} has no signature: no provenance file, no cosign tag, no signature as a referrer.`,
  );
}

function findRiskOrder({ facts, risks, words, version, track, risk }: Case): Finding {
  if ('unknown' in facts.channels) return unknown(facts.channels.unknown);
  const rank = rankOf(risks, risk);
  const riskier = facts.channels.filter(({ tag }) => {
    const other = classifyTag(tag, channelWords({ risks, words }));
    if (other.kind !== 'channel' || other.track !== track) return false;
    const hasNoPlace = words.includes(other.risk) && !risks.includes(other.risk);
    return !hasNoPlace && rankOf(risks, other.risk) > rank;
  });
  if (riskier.length === 0) return skipped('The track has no riskier channel.');
  const held = riskier.find((channel) => channel.held);
  if (held !== undefined) return passed(`${version} is or was in ${held.tag}.`);
  return failed(
    `${version} was never seen in ${some(
      riskier.map(({ tag }) => tag),
      'or',
    )}.`,
  );
}

function findTrack({ version, track, request: { channel } }: Case): Finding {
  if (track === null) return skipped(`${channel} has no track.`);
  if (isWithinTrack(version, track)) return passed(`${version} belongs to track ${track}.`);
  return failed(
    `${version} does not belong to track ${track}: who installs ${channel} expects ${withoutV(track)}.x.`,
  );
}

function findPrerelease({ version, risk, risks, request: { channel } }: Case): Finding {
  if (risk !== risks[0]) return skipped(`${channel} is not the safest risk.`);
  if (!isPrerelease(version)) return passed(`${version} is no pre-release.`);
  return failed(`${version} is a pre-release, and ${channel} is where people expect finished versions.`);
}

// A risk that is not configured counts as riskier than all that are.
function rankOf(risks: readonly string[], risk: string): number {
  const position = risks.indexOf(risk);
  return position < 0 ? risks.length : position;
}

const MAX_NAMED = 3;

/** `a`, `a and b`, `a, b, c and 4 more` */
function some(names: readonly string[], word = 'and'): string {
  const shown = names.slice(0, MAX_NAMED);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} ${word} ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1)}`;
}

function wordImages(count: number): string {
  return count === 1 ? 'Its one image' : `Its ${count} images`;
}

function passed(message: string): Finding {
  return { outcome: 'passed', message };
}

function failed(message: string): Finding {
  return { outcome: 'failed', message };
}

function unknown(message: string): Finding {
  return { outcome: 'unknown', message };
}

function skipped(message: string): Finding {
  return { outcome: 'skipped', message };
}
