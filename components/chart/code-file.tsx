import { Download } from 'lucide-react';
import { CodeLines } from '@/components/chart/code-lines';
import { sizeWords } from '@/components/ui/size-words';
import { buttonClass } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { ScrollRegion } from '@/components/ui/scroll-region';

/** Past this many characters a file is shown without colours and line numbers: the page would grow tenfold. */
const MAX_HIGHLIGHTED = 1024 * 1024;

export interface CodeFileProps {
  /** `values.yaml` */
  name: string;
  text: string;
  language: 'yaml' | 'json';
  /** address of the file itself */
  download: string;
}

/** A file of a chart: highlighted, each line with an address, to copy and to download. */
export function CodeFile({ name, text, language, download }: CodeFileProps) {
  const plain = text.length > MAX_HIGHLIGHTED;
  return (
    <figure className="overflow-hidden rounded border border-line bg-land">
      <figcaption className="flex items-center gap-2 border-b border-line py-1 pr-1 pl-3 text-xs">
        <strong className="font-mono font-medium">{name}</strong>
        <span className="text-muted">
          {sizeWords(new TextEncoder().encode(text).length)}
          {plain && ', too large to highlight'}
        </span>
        <span className="ml-auto inline-flex">
          <CopyButton text={text} label={`Copy ${name}`} />
          <a
            href={download}
            download
            className={buttonClass('ghost', 'icon')}
            aria-label={`Download ${name}`}
          >
            <Download aria-hidden />
          </a>
        </span>
      </figcaption>
      <ScrollRegion label={name} className="overflow-x-auto">
        {plain ? (
          <pre className="px-3 py-2 font-mono text-sm">{text}</pre>
        ) : (
          <CodeLines text={text} language={language} />
        )}
      </ScrollRegion>
    </figure>
  );
}
