import { formatImageReference, parseImageReference } from '@/lib/oci/image-reference';

/**
 * A test for images that have `query` in them, as written or with host and `library/` written out, in any case of
 * letters. Since a tag is the end of a reference, `nginx:1.25` finds `nginx:1.25.3` and `docker.io/library/nginx:1.25`.
 * An empty query finds nothing.
 */
export function imageMatcher(query: string): (image: string) => boolean {
  const wanted = query
    .trim()
    .toLowerCase()
    .replace(/^(https?|oci|docker):\/\//, '');
  if (wanted === '') return () => false;
  // `docker.io/nginx` is how people name what is really `docker.io/library/nginx`.
  const forms = [
    ...new Set([wanted, ...(/^(index\.)?docker\.io\//.test(wanted) ? [completeImage(wanted)] : [])]),
  ];
  return (image) => {
    const texts = [image.toLowerCase(), completeImage(image).toLowerCase()];
    return texts.some((text) => forms.some((form) => text.includes(form)));
  };
}

// What is no reference, such as part of one, stays as it is.
function completeImage(text: string): string {
  const image = parseImageReference(text);
  return image === undefined ? text : formatImageReference(image);
}
