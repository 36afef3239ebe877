import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildOpenApiDocument } from '@/lib/api/openapi';

const document = JSON.parse(JSON.stringify(buildOpenApiDocument('1.2.3')));

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    (match) => match[1],
  );
  expect(references.length).toBeGreaterThan(20);
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
});

test('every route of the API is described', () => {
  const routes = readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        /(^|\/)(api\/v1|healthz|readyz)\/?.*route\.ts$/.test(file) && !/openapi|remote-images/.test(file),
    )
    .map(
      (file) =>
        `/${file
          .replace(/\/route\.ts$/, '')
          .replace('[[...path]]', '{repository}')
          .replaceAll('[', '{')
          .replaceAll(']', '}')}`,
    );
  for (const route of routes) expect(Object.keys(document.paths)).toContain(route);
});

test('a query parameter with a default is optional', () => {
  const { parameters } = document.paths['/api/v1/charts'].get;
  expect(parameters).toContainEqual(expect.objectContaining({ name: 'limit', in: 'query', required: false }));
});
