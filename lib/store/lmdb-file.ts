import { open as openFile } from 'node:fs/promises';

const MAGIC = 0xbeefc0de;
/** lmdb-js' page header is 24 bytes, then comes the meta record: magic, version, address, map size, databases. */
const META = 24;
const META_BYTES = 160;

/**
 * Looks at a data file before LMDB maps it, since mapping a broken one ends the process instead of throwing.
 * Layout: `MDB_meta` in https://github.com/kriszyp/lmdb-js/blob/master/dependencies/lmdb/libraries/liblmdb/mdb.c
 * @returns what is wrong with it, or undefined when it is missing, new or looks whole. Throws what the file system does.
 */
export async function findLmdbFault(path: string): Promise<string | undefined> {
  const file = await openFile(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size === 0) return undefined;
    const first = Buffer.alloc(META_BYTES);
    await file.read(first, 0, META_BYTES, 0);
    if (first.readUInt32LE(META) !== MAGIC) return 'is not an LMDB database';
    const pageSize = first.readUInt32LE(META + 24);
    if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return 'is damaged';
    const second = Buffer.alloc(META_BYTES);
    await file.read(second, 0, META_BYTES, pageSize);
    if (second.readUInt32LE(META) !== MAGIC) return 'is damaged';
    const newest = transaction(second) > transaction(first) ? second : first;
    const needed = BigInt(pageSize) * (neededPage(newest) + 1n);
    return BigInt(size) < needed ? 'has been cut short' : undefined;
  } finally {
    await file.close();
  }
}

function transaction(meta: Buffer): bigint {
  return meta.readBigUInt64LE(META + 128);
}

/** A page that must be in the file. The very last ones may be missing: LMDB leaves unwritten what it freed at once. */
function neededPage(meta: Buffer): bigint {
  const roots = [meta.readBigUInt64LE(META + 64), meta.readBigUInt64LE(META + 112)];
  const half = meta.readBigUInt64LE(META + 120) / 2n;
  const none = 0xffff_ffff_ffff_ffffn; // the root of an empty database
  return roots.reduce((most, root) => (root !== none && root > most ? root : most), half);
}
