import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '@/lib/oci/digest';
import type { Descriptor } from '@/lib/oci/manifest';
import { OCI_INDEX, OCI_MANIFEST } from '@/lib/oci/media-types';

/** An entry of `index.json`, as a tool would write it. */
export interface WrittenEntry {
  mediaType?: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
}

/** A layout folder as other tools write it: plain files, nothing checked. */
export class LayoutWriter {
  readonly folder: string;

  /** @param folder is made when the first file is */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes a blob and gives what describes it. */
  async blob(content: string | Uint8Array, mediaType = 'application/octet-stream'): Promise<Descriptor> {
    const bytes = Buffer.from(content);
    const digest = digestOf(bytes);
    await this.file(join('blobs', ...digest.split(':')), bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Writes an image whose config says `note`. */
  async image(note: string): Promise<Descriptor> {
    const config = await this.blob(JSON.stringify({ note }), 'application/vnd.example.config+json');
    return this.blob(
      JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [] }),
      OCI_MANIFEST,
    );
  }

  /** Writes `oci-layout` and `index.json`. */
  async index(...manifests: WrittenEntry[]): Promise<void> {
    await this.file('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
    await this.file('index.json', JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  }

  /** Writes any file of the folder. */
  async file(path: string, content: string | Uint8Array): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
  }
}

/** A descriptor as an entry called `name`. */
export function named(
  { mediaType, digest, size }: Descriptor,
  name: string,
  more: Record<string, string> = {},
): WrittenEntry {
  return {
    mediaType,
    digest,
    size,
    annotations: { 'org.opencontainers.image.ref.name': name, ...more },
  };
}
