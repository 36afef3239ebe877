import type { RemoteImages } from '@/lib/catalog/remote-image';

/** An icon on the web led through `remoteImages`; any other as it is. */
export function showRemoteIcon(icon: string, remoteImages: Pick<RemoteImages, 'sign'>): string {
  return icon.startsWith('https://') ? remoteImages.sign(icon) : icon;
}
