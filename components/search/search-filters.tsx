import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { RegistryState } from '@/lib/api/schema';
import type { Facets } from '@/lib/search/facets';
import { isFiltered, parseSearchRequest, type SearchRequest } from '@/lib/search/search-request';

export interface SearchFiltersProps {
  form: string;
  request: SearchRequest;
  facets: Facets;
  registries: readonly RegistryState[];
  onChange(part: Partial<SearchRequest>): void;
}

/** What to leave out, each choice with the number of charts it would leave. */
export function SearchFilters({ form, request, facets, registries, onChange }: SearchFiltersProps) {
  const counts = new Map(facets.registries.map(({ name, count }) => [name, count]));
  const names = [...new Set([...registries.map(({ name }) => name), ...counts.keys()])];
  const inForm = (name: string) => ({ form, name });

  return (
    <fieldset
      aria-label="Filters"
      className="min-w-0 flex flex-wrap items-start gap-x-6 gap-y-3 lg:flex-col lg:items-stretch lg:gap-y-5"
    >
      <fieldset className="min-w-0">
        <legend className="text-sm font-medium">Registry</legend>
        <div className="mt-1 flex flex-wrap gap-x-4 lg:flex-col">
          {names.map((name) => (
            <Checkbox
              key={name}
              {...inForm('registry')}
              value={name}
              checked={request.registries.includes(name)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({ registries: choose(request.registries, name, checked) })
              }
              label={<Counted name={name} count={counts.get(name) ?? 0} />}
            />
          ))}
        </div>
      </fieldset>
      <Field label="Namespace">
        <Select
          {...inForm('namespace')}
          value={request.namespace ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ namespace: value === '' ? null : value })}
        >
          <option value="">All</option>
          {facets.namespaces.map(({ name, count }) => (
            <option key={name} value={name}>
              {name} ({count.toLocaleString('en')})
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Deprecated">
        <Select
          {...inForm('deprecated')}
          value={request.deprecated}
          onChange={({ currentTarget: { value } }) =>
            onChange({ deprecated: parseSearchRequest({ deprecated: value }).deprecated })
          }
        >
          <option value="show">Shown ({facets.deprecated.toLocaleString('en')})</option>
          <option value="hide">Hidden</option>
          <option value="only">Only these</option>
        </Select>
      </Field>
      {isFiltered(request) && (
        <Button
          size="sm"
          className="self-end lg:self-start"
          onClick={() => onChange({ registries: [], namespace: null, deprecated: 'show' })}
        >
          Remove filters
        </Button>
      )}
      <noscript>
        <Button type="submit" form={form}>
          Apply
        </Button>
      </noscript>
    </fieldset>
  );
}

function Counted({ name, count }: { name: string; count: number }) {
  return (
    <span className="flex justify-between gap-2">
      <span className="wrap-anywhere">{name}</span>
      <span className="text-muted tabular">{count.toLocaleString('en')}</span>
    </span>
  );
}

function choose(chosen: readonly string[], name: string, checked: boolean): string[] {
  const others = chosen.filter((other) => other !== name);
  return checked ? [...others, name].sort() : others;
}
