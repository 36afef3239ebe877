import { z } from 'zod';
import { DigestText } from '@/lib/api/schema/names';
import { ImagePresence } from '@/lib/api/schema/release';

/** An image, asked for at the registry it names. */
export const ImageReport = z.object({
  image: z.string(),
  presence: ImagePresence,
  /** the configured registry that was asked */
  registry: z.string().nullable(),
  digest: DigestText.nullable(),
  /** bytes over config and layers (of the first platform, for an index) */
  size: z.int().nullable(),
  platforms: z.array(z.string()),
  message: z.string().nullable(),
});
export type ImageReport = z.infer<typeof ImageReport>;

export const ImagePresenceRequest = z.object({ image: z.string().min(1).max(512) });

/** A picture address that a page signed. */
export const RemoteImageRequest = z.object({ url: z.string().max(2048), signature: z.string().max(100) });

export const ImageList = z.object({
  images: z.array(
    z.object({
      image: z.string(),
      charts: z.array(
        z.object({
          registry: z.string(),
          repository: z.string(),
          version: z.string(),
          channels: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type ImageList = z.infer<typeof ImageList>;

export const ImagesRequest = z.object({ image: z.string().min(1).max(512) });
