import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { RegistryState } from '@/lib/api/schema/registry';
import { isFiltered, NO_CHOICES, parseSearchRequest, type SearchRequest } from '@/lib/search/search-request';
import type { FacetCount, Facets } from '@/lib/search/search-result';

export interface SearchFiltersProps {
  form: string;
  request: SearchRequest;
  facets: Facets;
  registries: readonly RegistryState[];
  onChange(part: Partial<SearchRequest>): void;
}

const UPDATED_WORDS: Readonly<Record<string, string>> = {
  '7d': 'Within 7 days',
  '30d': 'Within 30 days',
  '90d': 'Within 90 days',
  '365d': 'Within a year',
  older: 'Over a year ago',
};

/** What to leave out, each choice with the number of charts it would leave. */
export function SearchFilters({ form, request, facets, registries, onChange }: SearchFiltersProps) {
  const counts = new Map(facets.registries.map(({ name, count }) => [name, count]));
  const names = [...new Set([...registries.map(({ name }) => name), ...counts.keys()])];
  const choice = (name: 'namespace' | 'keyword' | 'channel' | 'updated') => ({
    form,
    name,
    value: request[name] ?? '',
    onChange: ({ currentTarget: { value } }: { currentTarget: HTMLSelectElement }) =>
      onChange({ [name]: parseSearchRequest({ [name]: value })[name] }),
  });

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
              form={form}
              name="registry"
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
      <Choice label="Namespace" control={choice('namespace')} counts={facets.namespaces} />
      <Choice label="Channel" control={choice('channel')} counts={facets.channels} />
      <Choice label="Keyword" control={choice('keyword')} counts={facets.keywords} />
      <Choice label="Last update" any="Any time" control={choice('updated')} counts={facets.updated} />
      <Field label="Deprecated">
        <Select
          form={form}
          name="deprecated"
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
        <Button size="sm" className="self-end lg:self-start" onClick={() => onChange(NO_CHOICES)}>
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

interface ChoiceProps {
  label: string;
  any?: string;
  control: {
    form: string;
    name: string;
    value: string;
    onChange(event: { currentTarget: HTMLSelectElement }): void;
  };
  counts: readonly FacetCount[];
}

function Choice({ label, any = 'All', control, counts }: ChoiceProps): ReactNode {
  return (
    <Field label={label}>
      <Select {...control} className="max-w-full">
        <option value="">{any}</option>
        {counts.map(({ name, count }) => (
          <option key={name} value={name}>
            {UPDATED_WORDS[control.name === 'updated' ? name : ''] ?? name} ({count.toLocaleString('en')})
          </option>
        ))}
      </Select>
    </Field>
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
