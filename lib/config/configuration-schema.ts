import { z } from 'zod';
import { Configuration } from '@/lib/config/configuration';

/** The JSON Schema of `chartroom.yaml`, for editors: https://json-schema.org/draft/2020-12 */
export function buildConfigurationSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(Configuration, { io: 'input' }), title: 'Chartroom configuration' };
}
