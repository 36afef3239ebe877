import { z } from 'zod';

/** RFC 9457: https://www.rfc-editor.org/rfc/rfc9457. `code` is stable; extension members follow it. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});
export type Problem = z.infer<typeof Problem>;
