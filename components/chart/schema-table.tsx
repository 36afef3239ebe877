import { Badge } from '@/components/ui/badge';
import { Table, Td, Th } from '@/components/ui/table';
import type { SchemaProperties } from '@/components/chart/schema-properties';

/** The properties a values.schema.json declares. */
export function SchemaTable({ properties, truncated }: SchemaProperties) {
  if (properties.length === 0) return null;
  return (
    <>
      <Table label="Properties">
        <thead>
          <tr>
            <Th>Property</Th>
            <Th>Type</Th>
            <Th>Default</Th>
            <Th>Description</Th>
          </tr>
        </thead>
        <tbody>
          {properties.map((property) => (
            <tr key={property.path}>
              <Th scope="row" className="font-mono text-xs font-normal wrap-anywhere">
                {property.path} {property.required && <Badge tone="guide">required</Badge>}
              </Th>
              <Td className="font-mono text-xs wrap-anywhere">{property.type}</Td>
              <Td className="font-mono text-xs wrap-anywhere">{property.default}</Td>
              <Td className="min-w-48">{property.description}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {truncated && (
        <p className="mt-2 text-xs text-muted">There are more properties; see the schema below.</p>
      )}
    </>
  );
}
