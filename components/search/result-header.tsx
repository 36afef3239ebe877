import { countWords } from '@/components/search/result-words';
import { Select } from '@/components/ui/select';
import { parseSearchRequest, type SearchRequest } from '@/lib/search/search-request';

export interface ResultHeaderProps {
  form: string;
  total: number;
  /** how many of them have only some of the words */
  partial: number;
  /** what the total belongs to */
  answer: SearchRequest;
  /** what is asked for */
  request: SearchRequest;
  onChange(part: Partial<SearchRequest>): void;
}

/** How many charts there are, read out when it changes, and their order. */
export function ResultHeader({ form, total, partial, answer, request, onChange }: ResultHeaderProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line pb-2">
      <output className="text-sm text-muted tabular">{countWords(total, partial, answer)}</output>
      <div className="flex items-center gap-2 text-sm text-muted">
        <label htmlFor="sort">Sort</label>
        <Select
          id="sort"
          form={form}
          name="sort"
          value={request.sort}
          onChange={({ currentTarget: { value } }) =>
            onChange({ sort: parseSearchRequest({ sort: value }).sort })
          }
        >
          <option value="relevance">Best match</option>
          <option value="name">Name</option>
          <option value="updated">Last update</option>
        </Select>
      </div>
    </div>
  );
}
