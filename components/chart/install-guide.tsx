import { argocdManifests } from '@/components/chart/argocd-manifests';
import { fluxManifests } from '@/components/chart/flux-manifests';
import { channelSentence, helmCommands } from '@/components/chart/helm-commands';
import {
  repositoryArgocdManifests,
  repositoryFluxManifests,
  repositoryHelmCommands,
} from '@/components/chart/helm-repository-forms';
import { highlight } from '@/components/chart/highlight';
import type { InstallStep, InstallSubject } from '@/components/chart/install-subject';
import { followingWords } from '@/components/chart/following-words';
import { layoutCommands } from '@/components/chart/layout-commands';
import { orasCommands } from '@/components/chart/oras-commands';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import type { ReactNode } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { Badge } from '@/components/ui/badge';
import { CodeBlock } from '@/components/ui/code-block';
import { Notice } from '@/components/ui/notice';

/** How to get a release into a cluster, and which of the ways follow a channel that moves. */
export function InstallGuide({ subject }: { subject: InstallSubject }) {
  const sentence = channelSentence(subject);
  const tools = toolsFor(subject).filter(({ title }) => title === 'Helm' || subject.type !== 'library');
  return (
    <div className="max-w-4xl space-y-8">
      {sentence && <Notice title={sentence} />}
      {tools.map(({ title, steps }, index) => (
        <Steps key={title} title={title} steps={steps} folded={index > 0} />
      ))}
    </div>
  );
}

interface Tool {
  title: string;
  steps: readonly InstallStep[];
}

function toolsFor(subject: InstallSubject): Tool[] {
  switch (subject.place.kind) {
    case 'oci':
      return [
        { title: 'Helm', steps: helmCommands(subject) },
        { title: 'Flux', steps: fluxManifests(subject) },
        { title: 'Argo CD', steps: argocdManifests(subject) },
        { title: 'ORAS', steps: orasCommands(subject) },
      ];
    case 'helm-repository':
      return [
        { title: 'Helm', steps: repositoryHelmCommands(subject) },
        { title: 'Flux', steps: repositoryFluxManifests(subject) },
        { title: 'Argo CD', steps: repositoryArgocdManifests(subject) },
      ];
    case 'oci-layout':
      return [{ title: 'Helm', steps: layoutCommands(subject) }];
  }
}

/** One tool's forms; of manifests only the first stands open, they are long. */
function Steps({
  title,
  steps,
  folded = false,
}: {
  title: string;
  steps: readonly InstallStep[];
  folded?: boolean;
}) {
  return (
    <section aria-label={title} className="space-y-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      {steps.map((step, index) =>
        folded ? (
          <details key={step.title} open={index === 0}>
            <summary className="w-fit text-sm font-medium">
              {step.title} <FollowingBadge step={step} />
            </summary>
            <div className="mt-1.5">
              <Step tool={title} step={step} />
            </div>
          </details>
        ) : (
          <Step key={step.title} tool={title} step={step} badge={<FollowingBadge step={step} />} />
        ),
      )}
    </section>
  );
}

function FollowingBadge({ step: { follows } }: { step: InstallStep }) {
  if (follows === undefined) return null;
  const { words, explanation } = followingWords(follows);
  return (
    <Badge tone={follows === 'never' ? 'neutral' : 'guide'} title={explanation}>
      {words}
    </Badge>
  );
}

interface StepProps {
  tool: string;
  step: InstallStep;
  badge?: ReactNode;
}

function Step({ tool, step: { title, note, language, text }, badge }: StepProps) {
  const children = highlight(text, language);
  return (
    <div>
      <CodeBlock code={text} label={`${tool}: ${title}`}>
        {toJsxRuntime({ type: 'root', children }, { Fragment, jsx, jsxs })}
      </CodeBlock>
      {(badge !== undefined || note !== undefined) && (
        <p className="mt-1 text-sm text-muted">
          {badge} {note}
        </p>
      )}
    </div>
  );
}
