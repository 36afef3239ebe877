/**
 * A failed call to Chartroom's own HTTP API. Branch on `code`, never on the message: it is a problem document's stable
 * code (see `lib/errors.ts`), or `unreachable` when no answer came, or `unexpected_answer` when it was not understood.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  /** HTTP status, or null when no answer came */
  readonly status: number | null;
  /** a short summary of the kind of failure */
  readonly title: string;
  /** what happened and what to do next, for a person; the same as `message` */
  readonly detail: string;
  /** what the problem document says beyond the standard members, for example the digest a channel has now */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    facts: {
      code: string;
      status: number | null;
      title: string;
      detail: string;
      members?: Record<string, unknown>;
    },
    options?: ErrorOptions,
  ) {
    super(facts.detail, options);
    this.code = facts.code;
    this.status = facts.status;
    this.title = facts.title;
    this.detail = facts.detail;
    this.members = facts.members ?? {};
  }
}

/** What to tell a person about any failure of a query or mutation. */
export function describeFailure(error: unknown): { title: string; detail: string } {
  if (error instanceof ApiProblem) return { title: error.title, detail: error.detail };
  return { title: 'Something went wrong', detail: error instanceof Error ? error.message : String(error) };
}
