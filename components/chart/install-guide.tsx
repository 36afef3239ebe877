import { argocdManifests } from '@/components/chart/argocd-manifests';
import { fluxManifests } from '@/components/chart/flux-manifests';
import { channelSentence, helmCommands } from '@/components/chart/helm-commands';
import { highlight } from '@/components/chart/highlight';
import type { InstallStep, InstallSubject } from '@/components/chart/install-subject';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { CodeBlock } from '@/components/ui/code-block';
import { Notice } from '@/components/ui/notice';

/** How to get a release into a cluster: Helm, Flux, Argo CD. */
export function InstallGuide({ subject }: { subject: InstallSubject }) {
  const sentence = channelSentence(subject);
  const isLibrary = subject.type === 'library';
  return (
    <div className="max-w-4xl space-y-8">
      {sentence && <Notice title={sentence} />}
      <Steps title="Helm" steps={helmCommands(subject)} />
      {!isLibrary && <Steps title="Flux" steps={fluxManifests(subject)} folded />}
      {!isLibrary && <Steps title="Argo CD" steps={argocdManifests(subject)} folded />}
    </div>
  );
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
            <summary className="w-fit text-sm font-medium">{step.title}</summary>
            <div className="mt-1.5">
              <Step tool={title} step={step} />
            </div>
          </details>
        ) : (
          <Step key={step.title} tool={title} step={step} />
        ),
      )}
    </section>
  );
}

function Step({ tool, step: { title, note, language, text } }: { tool: string; step: InstallStep }) {
  const children = highlight(text, language);
  return (
    <div>
      <CodeBlock code={text} label={`${tool}: ${title}`}>
        {toJsxRuntime({ type: 'root', children }, { Fragment, jsx, jsxs })}
      </CodeBlock>
      {note !== undefined && <p className="mt-1 text-sm text-muted">{note}</p>}
    </div>
  );
}
