import { ComparedChangelog } from '@/components/channel/compared-changelog';
import { ComparedDependencies } from '@/components/channel/compared-dependencies';
import { ComparedFiles } from '@/components/channel/compared-files';
import { ComparedImages, type Asking } from '@/components/channel/compared-images';
import { ComparedValues } from '@/components/channel/compared-values';
import { filesOf } from '@/components/channel/comparison-summary';
import { Disclosure } from '@/components/ui/disclosure';
import type { ComparedFile, Comparison } from '@/lib/api/schema/comparison';

export interface ComparisonSectionsProps {
  comparison: Comparison;
  /** how far the images' registries have been asked */
  asking: Asking;
}

const MANY_VALUES = 30;

const FILES: readonly { kind: ComparedFile['kind']; title: string; hint?: string }[] = [
  { kind: 'schema', title: 'Schema' },
  { kind: 'template', title: 'Templates' },
  { kind: 'crd', title: 'CRDs', hint: 'Helm installs CRDs once and does not update them with an upgrade.' },
  { kind: 'other', title: 'Other files' },
];

/** Everything that differs between two releases, part by part; parts without a difference are left out. */
export function ComparisonSections({ comparison, asking }: ComparisonSectionsProps) {
  const { direction, between, moreBetween, images, values, truncated, dependencies } = comparison;
  const isNew = comparison.from === null;
  const differing = images.filter(({ change }) => change !== 'same').length;
  const valuesText = filesOf(comparison, 'values');
  return (
    <div className="divide-y divide-line rounded border border-line px-2">
      {between.length > 0 && (
        <Disclosure
          open
          title={direction === 'back' ? 'Changes that are taken back' : 'Changes'}
          note={versionWords(between.length + moreBetween)}
        >
          <ComparedChangelog between={between} moreBetween={moreBetween} />
        </Disclosure>
      )}
      <Disclosure
        open={differing > 0 || asking === 'failed'}
        title="Images"
        note={isNew ? images.length : differing === 0 ? 'none written otherwise' : differing}
      >
        {images.length === 0 ? (
          <p className="text-sm text-muted">Neither refers to an image.</p>
        ) : (
          <ComparedImages images={images} asking={asking} />
        )}
      </Disclosure>
      {(values.length > 0 || valuesText.length > 0) && (
        <Disclosure
          open={values.length <= MANY_VALUES}
          title="Default values"
          note={truncated ? `${values.length}+` : values.length}
        >
          <ComparedValues values={values} truncated={truncated} />
          {valuesText.length > 0 && (
            <Disclosure title="values.yaml as text, comments too" className="mt-1">
              <ComparedFiles files={valuesText} />
            </Disclosure>
          )}
        </Disclosure>
      )}
      {dependencies.length > 0 && (
        <Disclosure open title="Dependencies" note={dependencies.length}>
          <ComparedDependencies dependencies={dependencies} />
        </Disclosure>
      )}
      {FILES.map(({ kind, title, hint }) => {
        const files = filesOf(comparison, kind);
        if (files.length === 0) return null;
        return (
          <Disclosure key={kind} title={title} note={files.length}>
            {hint !== undefined && <p className="mb-1 text-xs text-caution">{hint}</p>}
            <ComparedFiles files={files} />
          </Disclosure>
        );
      })}
      {comparison.moreFiles > 0 && (
        <p className="py-2 text-xs text-muted">
          {comparison.moreFiles.toLocaleString('en')} more files differ, which are not shown.
        </p>
      )}
    </div>
  );
}

function versionWords(count: number): string {
  return count === 1 ? '1 version' : `${count} versions`;
}
