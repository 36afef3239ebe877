import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { ExternalLink } from '@/components/ui/external-link';
import { Table, Td, Th } from '@/components/ui/table';
import type { ChartDependency } from '@/lib/api/schema/release';

export interface DependencyTableProps {
  dependencies: readonly ChartDependency[];
  /** pages of those that are in a configured registry, by the dependency's name */
  links: Readonly<Record<string, string>>;
}

/** The charts a chart brings along. */
export function DependencyTable({ dependencies, links }: DependencyTableProps) {
  if (dependencies.length === 0) {
    return <EmptyState title="No dependencies">This chart brings no other chart along.</EmptyState>;
  }
  return (
    <Table label="Dependencies">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Version</Th>
          <Th>Repository</Th>
          <Th>Used when</Th>
        </tr>
      </thead>
      <tbody>
        {dependencies.map((dependency) => (
          <tr
            key={`${dependency.name} ${dependency.alias ?? ''} ${dependency.version} ${dependency.repository}`}
          >
            <Th scope="row">
              <Name dependency={dependency} links={links} />
            </Th>
            <Td className="tabular font-mono whitespace-nowrap">{dependency.version}</Td>
            <Td className="wrap-anywhere">
              <Repository address={dependency.repository} />
            </Td>
            <Td>
              <Condition dependency={dependency} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Name({
  dependency: { name, alias },
  links,
}: { dependency: ChartDependency } & Pick<DependencyTableProps, 'links'>) {
  const href = Object.hasOwn(links, name) ? links[name] : undefined;
  return (
    <>
      {href === undefined ? (
        name
      ) : (
        <Link href={href} className="link">
          {name}
        </Link>
      )}
      {alias !== undefined && <span className="block text-xs font-normal text-muted">as {alias}</span>}
    </>
  );
}

function Repository({ address }: { address: string }) {
  if (address === '') return <span className="text-muted">inside this chart</span>;
  if (address.startsWith('file:')) return <span className="text-muted">inside its source, {address}</span>;
  return <ExternalLink href={address}>{address}</ExternalLink>;
}

function Condition({ dependency: { condition, tags } }: { dependency: ChartDependency }) {
  if (condition === undefined && tags.length === 0) return <span className="text-muted">always</span>;
  return (
    <>
      {condition !== undefined && <code className="block font-mono text-xs wrap-anywhere">{condition}</code>}
      {tags.length > 0 && <span className="text-xs text-muted">tags: {tags.join(', ')}</span>}
    </>
  );
}
