'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { VersionMarks } from '@/components/chart/version-marks';
import { Chip } from '@/components/ui/chip';
import { Digest } from '@/components/ui/digest';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, Td, Th } from '@/components/ui/table';
import type { ChartVersion } from '@/lib/api/schema/chart';
import { chartPath, type ChartAddress } from '@/lib/references';

export interface VersionTableProps {
  address: ChartAddress;
  versions: readonly ChartVersion[];
  /** the version the page shows */
  current: string | null;
  /** epoch milliseconds at which the server rendered */
  now: number;
  /** what can be done with a version */
  renderActions: (version: ChartVersion) => ReactNode;
}

/** Versions of a chart, one a row, in the order given. */
export function VersionTable({ address, versions, current, now, renderActions }: VersionTableProps) {
  return (
    <Table label="Versions" className="relative">
      <thead>
        <tr>
          <Th className="first:pl-2.5">Version</Th>
          <Th>Channels</Th>
          <Th>App version</Th>
          <Th>Created</Th>
          <Th>Digest</Th>
          <Th>Actions</Th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <tr key={version.tag} className={version.version === current ? 'bg-water' : undefined}>
            <Th scope="row" className="first:pl-2.5">
              <VersionName address={address} version={version} current={version.version === current} />
            </Th>
            <Td>
              <span className="flex flex-wrap gap-1">
                {version.channels.map((tag) => (
                  <Chip
                    key={tag}
                    label={tag}
                    href={chartPath({
                      registry: address.registry,
                      repository: address.repository,
                      selector: { kind: 'channel', tag },
                    })}
                  />
                ))}
              </span>
            </Td>
            <VersionFacts version={version} now={now} />
            <Td className="whitespace-nowrap">{renderActions(version)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface VersionNameProps {
  address: ChartAddress;
  version: ChartVersion;
  current: boolean;
}

function VersionName({ address: { registry, repository }, version, current }: VersionNameProps) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Link
        href={chartPath({ registry, repository, selector: { kind: 'version', version: version.version } })}
        aria-current={current ? 'true' : undefined}
        className="tabular font-mono font-semibold hover:underline"
      >
        {version.version}
      </Link>
      <VersionMarks version={version} />
    </span>
  );
}

function VersionFacts({
  version: { digest, error, appVersion, created, previousDigest },
  now,
}: {
  version: ChartVersion;
  now: number;
}) {
  if (error !== null) {
    return (
      <Td colSpan={3} className="text-danger">
        Not read: {error}
      </Td>
    );
  }
  if (digest === null) {
    return (
      <Td colSpan={3} className="text-muted">
        reading…
      </Td>
    );
  }
  return (
    <>
      <Td className="tabular font-mono">{appVersion}</Td>
      <Td className="whitespace-nowrap">{created !== null && <RelativeTime at={created} now={now} />}</Td>
      <Td className="py-0.5">
        <Digest digest={digest} />
        {previousDigest !== null && (
          <span className="flex flex-wrap items-center gap-x-1 text-xs text-danger">
            before: <Digest digest={previousDigest} />
          </span>
        )}
      </Td>
    </>
  );
}
