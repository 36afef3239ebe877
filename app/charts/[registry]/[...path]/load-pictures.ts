import { signRemoteImage } from '@/lib/services/pictures';
import { getSettings } from '@/lib/services/settings';

/** A picture that comes with the chart itself: showing it asks nobody. In `<img>` not even an SVG runs scripts. */
const EMBEDDED = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i;

/**
 * From where pictures on the web are shown, as the configuration says: from there, by our own server, or not at all.
 * Never over plain HTTP: a page served over TLS would not load them, and they would tell who reads what.
 * @param urls every address that will be asked for; others are not shown where pictures need signing
 */
export async function loadPictures(urls: readonly string[]): Promise<(url: string) => string | null> {
  const fromWeb = await loadRemotePictures(urls);
  return (url) => (EMBEDDED.test(url) ? url : fromWeb(url));
}

async function loadRemotePictures(urls: readonly string[]): Promise<(url: string) => string | null> {
  const { remoteImages } = await getSettings();
  const secure = urls.filter((url) => url.startsWith('https:'));
  switch (remoteImages) {
    case 'off':
      return () => null;
    case 'direct':
      return (url) => (url.startsWith('https:') ? url : null);
    case 'proxy': {
      const signed = new Map(
        await Promise.all(secure.map(async (url) => [url, await signRemoteImage(url)] as const)),
      );
      return (url) => signed.get(url) ?? null;
    }
  }
}
