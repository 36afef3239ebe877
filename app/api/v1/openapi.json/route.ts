import packageJson from '@/package.json';
import { buildOpenApiDocument } from '@/lib/api/openapi';

/** GET /api/v1/openapi.json: this API, described. */
export function GET(): Response {
  return Response.json(buildOpenApiDocument(packageJson.version));
}
