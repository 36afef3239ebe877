/** JSON with two spaces of indentation; text that is no JSON stays as it is. Never throws. */
export function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // it is shown all the same, so that what is wrong can be seen
  }
}
