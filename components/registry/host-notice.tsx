import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { RegistryState } from '@/lib/api/schema/registry';

/** Why a registry is not asked at present, as its host wants it or because it is silent. Nothing when it may be asked. */
export function HostNotice({ registry, now }: { registry: RegistryState; now: number }) {
  const { condition, name } = registry;
  if (condition === null) return null;
  const { pausedUntil, backgroundPausedUntil, brokenUntil, rateLimit } = condition;
  if (brokenUntil !== null)
    return (
      <Notice tone="danger" title={`${name} has stopped answering and is left alone for a while`}>
        <p>
          It is asked again <Moment at={brokenUntil} now={now} />, or when you refresh.
        </p>
      </Notice>
    );
  if (pausedUntil !== null)
    return (
      <Notice tone="caution" title={`${name} asked for a pause`}>
        <p>
          Nothing is sent until it is over, <Moment at={pausedUntil} now={now} />.
        </p>
      </Notice>
    );
  if (backgroundPausedUntil !== null && rateLimit !== null)
    return (
      <Notice
        tone="caution"
        title={`${name} has ${rateLimit.remaining.toLocaleString('en')} of ${rateLimit.limit.toLocaleString('en')} requests left for us`}
      >
        <p>
          They are kept for people; reading goes on <Moment at={backgroundPausedUntil} now={now} />.
        </p>
      </Notice>
    );
  return null;
}

function Moment({ at, now }: { at: number; now: number }) {
  return <RelativeTime at={new Date(at).toISOString()} now={now} />;
}
