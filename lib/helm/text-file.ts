import { isUtf8 } from 'node:buffer';
import type { ChartProblem } from '@/lib/helm/chart-problem';

const decoder = new TextDecoder('utf-8'); // takes off a byte order mark, puts U+FFFD where bytes are broken

/** The content of a text file. Broken UTF-8 is shown with `�` and reported, for the rest is still readable. */
export function readText(bytes: Uint8Array, path: string, problems: ChartProblem[]): string {
  if (!isUtf8(bytes)) {
    problems.push({ part: path, message: 'It is not valid UTF-8; broken characters are shown as �.' });
  }
  return decoder.decode(bytes);
}
