import Link from 'next/link';
import { loadComparison } from '@/app/charts/[registry]/[...path]/load-page';
import { ReleaseComparison } from '@/components/channel/release-comparison';
import { comparisonPath, type ComparedPair, type PairEnd } from '@/components/chart/compared-pair';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import type { Chart } from '@/lib/api/schema/chart';

export interface CompareTabProps {
  chart: Chart;
  /** null where there is nothing to compare with */
  pair: ComparedPair | null;
}

/** Versions offered in a list; others can be named in the address. */
const MAX_OFFERED = 300;

/** What differs between any two releases of a chart. */
export async function CompareTab({ chart, pair }: CompareTabProps) {
  if (pair === null) {
    return (
      <EmptyState title="Nothing to compare with">
        <p>This chart has one version only.</p>
      </EmptyState>
    );
  }
  const { from, to } = pair;
  return (
    <div className="space-y-4">
      <form method="get" className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="tab" value="compare" />
        <Field label="From">
          <ReleaseSelect name="from" chart={chart} chosen={from.name} />
        </Field>
        <Field label="To">
          <ReleaseSelect name="to" chart={chart} chosen={to.name} />
        </Field>
        <Button type="submit">Compare</Button>
        <Link className="link py-1.5 text-sm" href={comparisonPath(chart, to.name, from.name)}>
          The other way round
        </Link>
      </form>
      <Compared chart={chart} from={from} to={to} />
    </div>
  );
}

async function Compared({ chart, from, to }: ComparedPair & Pick<CompareTabProps, 'chart'>) {
  const unknown = [from, to].filter(({ digest }) => digest === null);
  if (from.digest === null || to.digest === null) {
    return (
      <Notice
        tone="caution"
        title={`${unknown.map(({ name }) => name).join(' and ')} can’t be compared: not a version or channel that has been read`}
      >
        Choose others above, or reload when the versions have been read.
      </Notice>
    );
  }
  if (from.digest === to.digest) {
    return <Notice title={`${from.name} and ${to.name} are the same`}>Both are the very same bytes.</Notice>;
  }
  const address = { registry: chart.registry, repository: chart.repository };
  const known = await loadComparison({ ...address, from: from.digest, to: to.digest });
  return (
    <ReleaseComparison
      key={`${from.digest} ${to.digest}`}
      address={address}
      from={from.digest}
      to={to.digest}
      names={[endName('From', from, chart), endName('To', to, chart)]}
      known={known}
    />
  );
}

/** A version is shown below its name anyway; a channel is not. */
function endName(word: string, { name }: PairEnd, { channels }: Pick<Chart, 'channels'>): string {
  return channels.some(({ tag }) => tag === name) ? `${word} ${name}` : word;
}

function ReleaseSelect({
  name,
  chart: { versions, channels },
  chosen,
}: Pick<CompareTabProps, 'chart'> & { name: string; chosen: string }) {
  const offered = versions.slice(0, MAX_OFFERED);
  const isOffered =
    offered.some(({ version }) => version === chosen) || channels.some(({ tag }) => tag === chosen);
  return (
    <Select name={name} defaultValue={chosen} key={chosen}>
      {!isOffered && <option value={chosen}>{chosen.slice(0, 40)}</option>}
      {channels.length > 0 && (
        <optgroup label="Channels">
          {channels.map(({ tag, version }) => (
            <option key={tag} value={tag}>
              {version === null ? tag : `${tag} (${version})`}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label="Versions">
        {offered.map(({ version }) => (
          <option key={version} value={version}>
            {version}
          </option>
        ))}
      </optgroup>
    </Select>
  );
}
