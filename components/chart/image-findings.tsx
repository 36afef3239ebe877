import { CircleCheck, CircleOff, CloudAlert } from 'lucide-react';
import { sizeWords } from '@/components/ui/size-words';
import { Badge } from '@/components/ui/badge';
import { Digest } from '@/components/ui/digest';
import type { ImageReport } from '@/lib/api/schema/image';
import type { ImagePresence } from '@/lib/api/schema/release';

export interface ImageFindingsProps {
  presence: ImagePresence;
  /** null before a registry was asked */
  report: ImageReport | null;
  busy: boolean;
}

/** Whether a registry has an image, in words. */
export function ImageFindings({ presence, report, busy }: ImageFindingsProps) {
  switch (presence) {
    case 'unknown':
      return <span className="text-muted">{busy ? 'Asking…' : 'Not checked'}</span>;
    case 'external':
      return <span className="text-muted">Its registry is not configured</span>;
    case 'absent':
      return (
        <>
          <Badge tone="danger">
            <CircleOff aria-hidden />
            not there
          </Badge>
          <Message report={report} />
        </>
      );
    case 'unreachable':
      return (
        <>
          <Badge tone="caution">
            <CloudAlert aria-hidden />
            no answer
          </Badge>
          <Message report={report} />
        </>
      );
    case 'present':
      return (
        <>
          <Badge tone="good">
            <CircleCheck aria-hidden />
            there
          </Badge>
          <Message report={report} />
          {report && <Content report={report} />}
        </>
      );
  }
}

function Message({ report }: { report: ImageReport | null }) {
  if (report?.message == null) return null;
  return <span className="mt-0.5 block text-xs text-muted">{report.message}</span>;
}

function Content({ report: { digest, size, platforms } }: { report: ImageReport }) {
  return (
    <span className="block text-xs text-muted">
      {digest !== null && <Digest digest={digest} />}
      <span className="block">
        {[size === null ? null : sizeWords(size), platforms.join(', ')].filter((part) => part).join(' · ')}
      </span>
    </span>
  );
}
