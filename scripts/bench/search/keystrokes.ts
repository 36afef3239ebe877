/** What somebody looks for, as they type it. */
const QUERIES = [
  // charts they know by name
  'redis',
  'postgresql',
  'kafka',
  'grafana',
  'prometheus',
  'nginx',
  'vault',
  'keycloak',
  'jenkins',
  'mongodb',
  'elasticsearch',
  'rabbitmq',
  'harbor',
  'minio',
  'billing-api',
  'invoice-worker',
  'checkout-gateway',
  'postgresql-backup',
  'vessel scheduler',
  'cert-manager',
  'kube-state-metrics',
  // two words and more
  'prometheus operator',
  'redis exporter',
  'kafka connector',
  'mysql backup',
  'grafana dashboard',
  'payments gateway',
  'loyalty voucher api',
  'customer profile service',
  'nginx ingress controller',
  // slips of the finger
  'promethues',
  'grafna',
  'postgers',
  'keyclaok',
  'elastcsearch',
  'rabitmq',
  'kubernets dashbord',
  'redsi cluster',
  // what it is to do
  'collect logs',
  'time series database',
  'message queue',
  'store metrics',
  'single sign-on',
  'highly available database',
  'send events',
  'back up volumes',
  'encrypts secrets',
  'machine learning workflow',
  'service that schedules jobs',
  'event-driven pipeline across regions',
  // operators
  'image:redis',
  'version:^2 kafka',
  'is:deprecated mysql',
  'keyword:monitoring agent',
  'image:postgresql backup',
  'registry:staging gateway',
  'is:signed payments',
  '"read replicas" database',
  'exporter -redis',
  'license:MIT proxy',
] as const;

/** Searched before anything is measured, so that compiling JavaScript is not: none of it is among what is measured. */
export const WARM_UP = [
  'traefik',
  'consul server',
  'argocd',
  'tracing proxy',
  'name:loki collects traces',
].flatMap(typeLetterByLetter);

/** What stands in the search box after each key: a thousand texts or somewhat fewer, in the order they are typed. */
export const KEYSTROKES: readonly string[] = QUERIES.flatMap(typeLetterByLetter);

/** The texts on the way to `query`, the last of them the whole; a space alone changes nothing and is no step. */
function typeLetterByLetter(query: string): string[] {
  return Array.from({ length: query.length }, (_, place) => query.slice(0, place + 1)).filter(
    (text) => !text.endsWith(' '),
  );
}

/** Every nth, from the middle of the first n on, so that at most `most` are left. */
export function takeEvenly<T>(values: readonly T[], most: number): T[] {
  const step = Math.ceil(values.length / Math.max(1, most));
  return values.filter((_, place) => place % step === Math.floor(step / 2));
}
