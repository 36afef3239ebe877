import { z } from 'zod';

/**
 * A text about which there may be one complaint.
 * @param complain gives it, or undefined; also asked when other parts of the configuration are wrong
 */
export function checkedText(complain: (value: string) => string | undefined): z.ZodString {
  return z.string().check((context) => {
    const message = complain(context.value);
    if (message !== undefined)
      context.issues.push({ code: 'custom', message, input: context.value, continue: true });
  });
}
