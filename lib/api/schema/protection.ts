import { z } from 'zod';

const Snippet = z.object({
  title: z.string(),
  language: z.enum(['json', 'shell', 'regex', 'text']),
  text: z.string(),
});

/** How a product's versions are kept from being overwritten. */
export const ProtectionAdvice = z.object({
  vendor: z.string(),
  /** `none`: it has no rules that lock some tags and not others */
  support: z.enum(['rules', 'none']),
  summary: z.string(),
  snippets: z.array(Snippet),
  limits: z.array(z.string()),
});
export type ProtectionAdvice = z.infer<typeof ProtectionAdvice>;

/** Whether a registry's versions can be overwritten, as far as is known, and what to do about it. */
export const RegistryProtection = z.object({
  registry: z.string(),
  /** `unprotected`: they can be, or were. `unknown`: rules can't be seen from outside. */
  state: z.enum(['unprotected', 'unknown']),
  reason: z.string(),
  /** for its own product; for each product where that is not known */
  advice: z.array(ProtectionAdvice),
});
export type RegistryProtection = z.infer<typeof RegistryProtection>;
