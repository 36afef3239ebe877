import { visit } from 'unist-util-visit';
import { resolveReadmeImage, type ReadmeContext } from '@/components/chart/readme-links';
import { parseReadme } from '@/components/chart/readme-tree';

/**
 * The addresses of the pictures a README shows, each once: for who has to prepare them before it is rendered.
 * Empty for a README that can't be formatted. Never throws.
 */
export function listReadmePictures(text: string, source: ReadmeContext['source']): string[] {
  const pictures = new Set<string>();
  const context: ReadmeContext = { source, pages: {}, resolveImage: (url) => url };
  try {
    visit(parseReadme(text).tree, { type: 'element', tagName: 'img' }, ({ properties: { src } }) => {
      const image = typeof src === 'string' ? resolveReadmeImage(src, context) : undefined;
      if (image?.kind === 'shown') pictures.add(image.src);
    });
  } catch {
    return []; // the README itself is then shown as text, with the reason
  }
  return [...pictures];
}
