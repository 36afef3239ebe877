/** One property of a values.schema.json. */
interface SchemaProperty {
  /** `image.tag`, `hosts[].name` */
  path: string;
  /** `string`, `integer | null`, `one of "a", "b"`; empty when the schema does not say */
  type: string;
  required: boolean;
  description: string;
  /** JSON; null without a default */
  default: string | null;
}

export interface SchemaProperties {
  properties: SchemaProperty[];
  /** whether the list was cut at its limits */
  truncated: boolean;
}

const MAX_PROPERTIES = 500;
const MAX_DEPTH = 8;

type Json = Record<string, unknown>;

/**
 * The properties a JSON Schema declares, as a flat list. Reads `properties`, `items` and local `$ref`; what only
 * conditions or combinations declare is left to the schema itself.
 * Rule: https://json-schema.org/understanding-json-schema/reference/object
 * @returns undefined when the text is not a JSON object. Never throws.
 */
export function listSchemaProperties(schema: string): SchemaProperties | undefined {
  let root: unknown;
  try {
    root = JSON.parse(schema);
  } catch {
    return undefined; // the doc comment promises undefined for text that is no JSON
  }
  if (!isObject(root)) return undefined;
  const properties: SchemaProperty[] = [];
  const complete = walk(root, root, '', 0, properties);
  return { properties, truncated: !complete };
}

function walk(node: Json, root: Json, prefix: string, depth: number, found: SchemaProperty[]): boolean {
  if (!isObject(node.properties)) return true;
  if (depth >= MAX_DEPTH) return false;
  const required = Array.isArray(node.required) ? node.required : [];
  for (const [name, declared] of Object.entries(node.properties)) {
    if (!isObject(declared)) continue;
    if (found.length >= MAX_PROPERTIES) return false;
    const property = resolve(declared, root);
    const path = `${prefix}${name}`;
    found.push({
      path,
      type: typeOf(property),
      required: required.includes(name),
      description: [property.description, property.title].find((text) => typeof text === 'string') ?? '',
      default: property.default === undefined ? null : JSON.stringify(property.default),
    });
    const items = isObject(property.items) ? resolve(property.items, root) : {};
    const complete =
      walk(property, root, `${path}.`, depth + 1, found) && walk(items, root, `${path}[].`, depth + 1, found);
    if (!complete) return false;
  }
  return true;
}

function typeOf(property: Json): string {
  if (Array.isArray(property.enum))
    return `one of ${property.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (property.const !== undefined) return JSON.stringify(property.const);
  if (Array.isArray(property.type)) return property.type.join(' | ');
  return typeof property.type === 'string' ? property.type : '';
}

/** Follows one local `$ref`; what stands beside it stays. */
function resolve(node: Json, root: Json): Json {
  if (typeof node.$ref !== 'string' || !/^#(\/|$)/.test(node.$ref)) return node;
  let target: unknown = root;
  for (const part of node.$ref.split('/').slice(1)) {
    target = isObject(target) ? target[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(target) ? { ...target, ...node } : node;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
