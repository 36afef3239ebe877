const FILE = /\/_next\/static\/[\w./~%@+-]+\.\w+/g;

/**
 * The content-hashed files that loaded addresses name, without host. A worker's address tells in its fragment which
 * files that worker loads itself.
 */
export function listLoadedFiles(addresses: readonly string[]): string[] {
  return [...new Set(addresses.flatMap((address) => decodeAddress(address).match(FILE) ?? []))];
}

function decodeAddress(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
