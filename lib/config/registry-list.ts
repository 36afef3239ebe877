/** A registry as an address alone says it. */
interface ListedRegistry {
  name: string;
  kind: 'oci' | 'helm-repository' | 'oci-layout';
  url: string;
}

const HELM = /^helm\+(?=https?:)/i;
const MAX_NAME = 63;

/**
 * Reads addresses separated by commas: `https://host`, `helm+https://host/path` for a Helm repository, and
 * `file:///folder` for a folder of image layouts. Each is named after its host (and path) or its folder; a name that
 * is taken gets a number, but an address written twice gets its name twice. Never throws: what is no address is left
 * to be complained of.
 */
export function listRegistries(text: string): ListedRegistry[] {
  const named = new Map<string, string>();
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((address) => {
      const name = named.get(address) ?? pickName(nameFor(address), new Set(named.values()));
      named.set(address, name);
      return { name, kind: kindOf(address), url: address.replace(HELM, '') };
    });
}

function kindOf(address: string): ListedRegistry['kind'] {
  if (HELM.test(address)) return 'helm-repository';
  return /^file:/i.test(address) ? 'oci-layout' : 'oci';
}

function nameFor(address: string): string {
  const bare = address.replace(HELM, '');
  const url = URL.canParse(bare) ? new URL(bare) : undefined;
  const segments = url?.pathname.split('/').filter((segment) => segment !== '') ?? [];
  switch (kindOf(address)) {
    case 'oci':
      return toName(url?.host ?? '');
    case 'helm-repository':
      return toName([url?.host ?? '', ...segments].join('-'));
    case 'oci-layout':
      return toName(segments.at(-1) ?? '');
  }
}

/** The characters of a registry's name (REGISTRY_NAME) in `text`, or `registry` when there is none. */
function toName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, MAX_NAME)
    .replace(/[.-]+$/, '');
  return name === '' ? 'registry' : name;
}

function pickName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) {
    free = `${name.slice(0, MAX_NAME - `-${number}`.length)}-${number}`;
  }
  return free;
}
