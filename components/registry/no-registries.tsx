import { Compass } from 'lucide-react';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';

const BY_VARIABLE = 'CHARTROOM_REGISTRIES=https://registry.example.com npm start';

const BY_FILE = `registries:
  - name: production
    url: https://registry.example.com
    credentials:
      username: robot
      password: "\${REGISTRY_PASSWORD}"`;

/** What stands in for the list while no registry is configured. */
export function NoRegistries() {
  return (
    <EmptyState icon={<Compass aria-hidden />} title="No registry is configured">
      <p>Name one, or several with commas between, when you start Chartroom:</p>
      <CodeBlock label="Shell" code={BY_VARIABLE} />
      <p>
        Or, with names and logins, write <code className="font-mono text-ink">chartroom.yaml</code> and start
        Chartroom with <code className="font-mono text-ink">CHARTROOM_CONFIG=chartroom.yaml</code>:
      </p>
      <CodeBlock label="chartroom.yaml" code={BY_FILE} />
    </EmptyState>
  );
}
