import { z } from 'zod';

/** The parts of a CloudEvent that say what happened. */
export interface CloudEvent {
  id: string | null;
  type: string;
  /** RFC 3339, as sent */
  time: string | null;
  /** Harbor's extension: who did it */
  operator: string | null;
  data: unknown;
}

const Structured = z.object({
  specversion: z.string(),
  id: z.string().nullish().catch(null),
  type: z.string(),
  time: z.string().nullish().catch(null),
  operator: z.string().nullish().catch(null),
  data: z.unknown().optional(),
});

/**
 * Reads a CloudEvent in either mode: structured (attributes and data in the body) or binary (attributes in `ce-`
 * headers, the body is the data).
 * Rule: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3-http-message-mapping
 * @returns undefined when it is none. Never throws.
 */
export function readCloudEvent(headers: Headers, json: unknown): CloudEvent | undefined {
  const type = headers.get('ce-type');
  if (headers.has('ce-specversion') && type !== null) {
    const [id = null, time = null, operator = null] = ['ce-id', 'ce-time', 'ce-operator'].map((name) =>
      headers.get(name),
    );
    return { id, type, time, operator, data: json };
  }
  const event = Structured.safeParse(json);
  if (!event.success) return undefined;
  const { id = null, time = null, operator = null, data } = event.data;
  return { id, type: event.data.type, time, operator, data };
}
