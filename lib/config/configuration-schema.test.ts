import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildConfigurationSchema } from '@/lib/config/configuration-schema';

test('the published schema is the current one (npm run schema writes it)', () => {
  const published: unknown = JSON.parse(readFileSync('public/chartroom.schema.json', 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(buildConfigurationSchema())));
});
