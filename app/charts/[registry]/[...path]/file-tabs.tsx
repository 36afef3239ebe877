import { CodeFile } from '@/components/chart/code-file';
import { formatJson } from '@/components/chart/format-json';
import { listSchemaProperties } from '@/components/chart/schema-properties';
import { SchemaTable } from '@/components/chart/schema-table';
import { EmptyState } from '@/components/ui/empty-state';
import type { Release } from '@/lib/api/schema/release';
import { chartPath, parseChartReference } from '@/lib/references';

/** A release's values.yaml. */
export function ValuesTab({ release }: { release: Release }) {
  if (release.values === null) {
    return <EmptyState title="No values.yaml">This chart has no defaults to change.</EmptyState>;
  }
  return (
    <CodeFile
      name="values.yaml"
      text={release.values}
      language="yaml"
      download={downloadPath(release, 'values.yaml')}
    />
  );
}

/** A release's values.schema.json: what it declares, and itself. */
export function SchemaTab({ release }: { release: Release }) {
  if (release.schema === null) {
    return (
      <EmptyState title="No values.schema.json">This chart does not say which values it accepts.</EmptyState>
    );
  }
  const listed = listSchemaProperties(release.schema);
  return (
    <div className="space-y-6">
      {listed && <SchemaTable {...listed} />}
      <CodeFile
        name="values.schema.json"
        text={formatJson(release.schema)}
        language="json"
        download={downloadPath(release, 'values.schema.json')}
      />
    </div>
  );
}

function downloadPath({ registry, repository, digest }: Release, file: string): string {
  const reference = parseChartReference(`${registry}/${repository}@${digest}`);
  return `${chartPath(reference).replace('/charts/', '/chart-files/')}?file=${file}`;
}
