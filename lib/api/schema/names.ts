// The wire, one file a noun: what /api/v1 takes and answers, for route handlers, browser and the OpenAPI document.
import { z } from 'zod';

export const Timestamp = z.string().meta({ format: 'date-time' });
export const DigestText = z.union(
  [
    z.templateLiteral(['sha256:', z.string().regex(/^[a-f0-9]{64}$/)]),
    z.templateLiteral(['sha512:', z.string().regex(/^[a-f0-9]{128}$/)]),
  ],
  { error: 'must be a sha256 or sha512 digest' },
);
export const TagText = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'must be a tag');
export const RegistryName = z.string().min(1).max(63);
export const RepositoryName = z.string().min(1).max(255);
