/** What lists say of a chart's versions that were pushed again; at least one. */
export function driftWords(versions: readonly string[]): string {
  const [only] = versions;
  return versions.length === 1 && only !== undefined
    ? `${only} was pushed again`
    : `${versions.length} versions were pushed again`;
}
