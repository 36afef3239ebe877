import { z } from 'zod';
import { checkedText } from '@/lib/config/checked-text';

const MAX_WEBHOOKS = 50;
/** Characters: whoever guesses it can speak in our name. */
const MIN_SECRET = 16;

const WebhookConfiguration = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
      'must be 1 to 63 lower-case letters, digits, dots or dashes',
    )
    .meta({ description: 'Shown in the log of deliveries.' }),
  url: checkedText(complainAboutUrl).meta({
    description: 'Where messages are posted. Shown with its host only, as its path may be a secret.',
    examples: ['https://hooks.example.com/chartroom'],
  }),
  secret: z
    .string()
    // No minLength for editors: what they see is the name of a variable.
    .refine((secret) => secret.length >= MIN_SECRET, `must have at least ${MIN_SECRET} characters`)
    .max(1024)
    .meta({ description: 'Messages are signed with it.', examples: ['${WEBHOOK_SECRET}'] }),
  events: z
    .array(z.enum(['channel.moved', 'version.published', 'version.drifted', 'promotion.failed']))
    .default([])
    .meta({ description: 'What to tell; everything when left out.' }),
  registries: z
    .array(z.string())
    .default([])
    .meta({ description: 'Names of the registries to tell of; all when left out.' }),
});

/** Whom Chartroom tells of what happens. */
export const WebhookConfigurations = z
  .array(WebhookConfiguration)
  .max(MAX_WEBHOOKS)
  .refine((hooks) => new Set(hooks.map(({ name }) => name)).size === hooks.length, 'names must be unique')
  .default([])
  .meta({ description: 'Whom to tell of moved channels, new versions and drift.' });

function complainAboutUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an address such as https://hooks.example.com/chartroom';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must start with https:// or http://';
  return username === '' && password === '' ? undefined : 'must not hold a login';
}
