/**
 * An image reference without its tag and digest: `registry.example.com:5000/team/app:1.2@sha256:…` is
 * `registry.example.com:5000/team/app`. The name stays as written, so `nginx` and `docker.io/library/nginx` differ.
 */
export function imageName(image: string): string {
  const at = image.indexOf('@');
  const tagged = at < 0 ? image : image.slice(0, at);
  const colon = tagged.lastIndexOf(':');
  return colon > tagged.lastIndexOf('/') ? tagged.slice(0, colon) : tagged;
}
