import 'server-only';
import type { RemoteImage } from '@/lib/catalog/remote-image';
import { openChartroom } from '@/lib/chartroom';
import { AppError } from '@/lib/errors';

/** The path under which Chartroom serves the picture at `url`, for `remoteImages: proxy`. */
export async function signRemoteImage(url: string): Promise<string> {
  return (await openChartroom()).remoteImages.sign(url);
}

/** A picture from the web. Throws like `RemoteImages.fetch`, and `invalid_request` unless `remoteImages` is `proxy`. */
export async function fetchRemoteImage(url: string, signature: string): Promise<RemoteImage> {
  const { configuration, remoteImages } = await openChartroom();
  if (configuration.remoteImages !== 'proxy') {
    throw new AppError(
      'invalid_request',
      'Pictures are not proxied: the configuration says remoteImages: ' + configuration.remoteImages + '.',
    );
  }
  return remoteImages.fetch(url, signature);
}
