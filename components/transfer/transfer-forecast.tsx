import { CircleCheck } from 'lucide-react';
import { ImageFates, imageSummary } from '@/components/transfer/image-fates';
import { placeWords } from '@/components/transfer/transfer-words';
import { Badge } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import { DigestText } from '@/components/ui/digest';
import { Notice } from '@/components/ui/notice';
import { sizeWords } from '@/components/ui/size-words';
import type { TransferPlan } from '@/lib/api/schema/transfer';

export interface TransferForecastProps {
  plan: TransferPlan;
  /** of what is copied */
  digest: string;
  /** checks whose failure the person accepts */
  accepted: readonly string[];
  onAccept: (accepted: string[]) => void;
}

/** What a transfer would do, and what speaks against it. */
export function TransferForecast({ plan, digest, accepted, onAccept }: TransferForecastProps) {
  const { version, to, total, existing, chart, channel, images, conflicts, denied, checks } = plan;
  const failed = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  return (
    <div className="space-y-3">
      {conflicts.map((conflict) => (
        <Notice
          key={`${conflict.repository}:${conflict.tag}`}
          tone="danger"
          title={`${to.registry}/${conflict.repository}:${conflict.tag} means something else there`}
        >
          <p>
            <DigestText digest={conflict.targetDigest} /> there, <DigestText digest={conflict.digest} /> here.{' '}
            {conflict.kind === 'version'
              ? 'A version never moves: publish the release under a new version, or copy it to another repository.'
              : 'An image’s tag is not moved either: name the image by digest in the chart, or copy without images.'}
          </p>
        </Notice>
      ))}
      {denied.length > 0 && (
        <Notice tone="danger" title={`${to.registry} does not let this login write there`}>
          <p>{denied.join(', ')}</p>
        </Notice>
      )}
      {failed.map(({ name, message, severity, acceptable }) => (
        <Notice key={name} tone={severity === 'block' ? 'danger' : 'caution'} title={message}>
          {severity === 'block' && acceptable && (
            <Checkbox
              label="Copy and promote it all the same"
              checked={accepted.includes(name)}
              onChange={({ target }) =>
                onAccept(target.checked ? [...accepted, name] : accepted.filter((one) => one !== name))
              }
            />
          )}
        </Notice>
      ))}
      <section
        aria-label="What is copied"
        className="rounded border border-line bg-paper px-3 py-2.5 text-sm"
      >
        <p className="flex flex-wrap items-center gap-x-1.5">
          <span className="tabular font-mono font-semibold">{version}</span> goes to{' '}
          <span className="font-mono wrap-anywhere">{placeWords(to)}</span>
          <Badge tone="good" title={`${digest} in both: nothing is rebuilt, so signatures stay good.`}>
            <CircleCheck aria-hidden />
            same digest
          </Badge>
        </p>
        <ul className="mt-1.5 list-disc space-y-0.5 pl-4">
          <li>{amountWords(total, existing)}</li>
          <li>
            Of the chart: {countWords(chart.manifests, 'manifest')}, {countWords(chart.referrers, 'referrer')}
            , {countWords(chart.signatures, 'cosign tag')}; its provenance file goes with it
          </li>
          <li>{channelWords(channel, version)}</li>
          <li>Images: {imageSummary(images)}</li>
        </ul>
        {images.length > 0 && (
          <details className="mt-2">
            <summary className="cursor-pointer font-medium">
              {countWords(images.length, 'image')} one by one
            </summary>
            <div className="mt-1.5">
              <ImageFates images={images} />
              <p className="mt-1.5 text-xs text-muted">
                The chart goes on naming its images as it does now. Where it runs, the registry can be set by
                a value such as <code className="font-mono">global.imageRegistry</code>, if it has one, or by
                a mirror.
              </p>
            </div>
          </details>
        )}
      </section>
    </div>
  );
}

/** Whether a transfer as planned may be begun. */
export function mayBegin({ conflicts, denied, checks }: TransferPlan, accepted: readonly string[]): boolean {
  const blocking = checks.filter(
    ({ severity, outcome }) => severity === 'block' && (outcome === 'failed' || outcome === 'unknown'),
  );
  return (
    conflicts.length === 0 &&
    denied.length === 0 &&
    blocking.every(({ name, acceptable }) => acceptable && accepted.includes(name))
  );
}

function amountWords(total: TransferPlan['total'], existing: TransferPlan['existing']): string {
  const all = `${countWords(total.items, 'step')}, ${sizeWords(total.bytes)} in all`;
  if (existing === null) return `${all}; what is there already is found out on the way`;
  if (existing.items === 0) return `${all}; nothing of it is there yet`;
  return `${all}; ${countWords(existing.items, 'item')} with ${sizeWords(existing.bytes)} there already, and not sent again`;
}

function channelWords(channel: TransferPlan['channel'], version: string): string {
  if (channel === null) return 'No channel is moved';
  if (channel.digest === null) return `${channel.tag} is new there, and will point at ${version}`;
  if (channel.version === version) return `${channel.tag} is at ${version} already`;
  return `${channel.tag} goes from ${channel.version ?? 'unknown'} to ${version}, last of all`;
}

function countWords(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
