import {
  complainAboutFolderUrl,
  complainAboutRegistryUrl,
  complainAboutRepositoryUrl,
} from '@/lib/config/registry-url';

type Kind = 'oci' | 'helm-repository' | 'oci-layout';

/** The settings whose meaning depends on the kind. Looked at before all of them are known to be right. */
interface RegistrySettings {
  kind: Kind;
  url: string;
  credentials?: object | undefined;
  proxy: string;
  promotion: { mode: string };
}

/** Something that does not go with a registry's kind, and where it is written. */
interface KindMistake {
  path: string[];
  message: string;
}

const URL_RULES: Readonly<Record<Kind, (url: string) => string | undefined>> = {
  oci: complainAboutRegistryUrl,
  'helm-repository': complainAboutRepositoryUrl,
  'oci-layout': complainAboutFolderUrl,
};

/** Settings that only some kinds have. All others are for every kind. */
const KINDS_OF: Readonly<Record<string, readonly Kind[]>> = {
  vendor: ['oci'],
  api: ['oci'],
  index: ['oci'],
  realm: ['oci'],
  hooks: ['oci'],
  credentials: ['oci', 'helm-repository'],
  tls: ['oci', 'helm-repository'],
  trustedHosts: ['oci', 'helm-repository'],
};

/** What in a registry's settings does not go with its kind: the form of its address, and settings of other kinds. */
export function complainAboutKind(registry: RegistrySettings): KindMistake[] {
  // Where another rule already complains of the kind, there is nothing to hold the rest against.
  if (!Object.hasOwn(URL_RULES, registry.kind)) return [];
  const { kind, url, credentials, proxy, promotion } = registry;
  const mistakes: KindMistake[] = [];
  const complain = (message: string, ...path: string[]): unknown => mistakes.push({ path, message });

  const fault = typeof url === 'string' ? URL_RULES[kind](url) : undefined;
  if (fault !== undefined) complain(fault, 'url');
  for (const [setting, kinds] of Object.entries(KINDS_OF)) {
    const isWritten = Object.entries(registry).some(([key, value]) => key === setting && value !== undefined);
    if (isWritten && !kinds.includes(kind)) complain(`is for kind ${kinds.join(' and ')} only`, setting);
  }
  if (kind === 'oci-layout' && proxy === 'off') complain('is not for kind oci-layout', 'proxy');
  if (kind === 'helm-repository' && isTraded(credentials)) {
    complain(
      'an identity token is traded at a registry; a Helm repository takes another login',
      'credentials',
    );
  }
  if (kind !== 'oci' && promotion?.mode !== undefined && promotion.mode !== 'off') {
    complain(`must be off: only kind oci takes promotions, ${kind} is read only`, 'promotion', 'mode');
  }
  return mistakes;
}

function isTraded(credentials: unknown): boolean {
  return (
    typeof credentials === 'object' &&
    credentials !== null &&
    ('identityToken' in credentials || 'identityTokenFile' in credentials)
  );
}
