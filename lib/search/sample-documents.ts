import type { SearchDocument } from '@/lib/search/search-document';

// Charts to test searching with: as many registries, namespaces and near-namesakes as a company has.

const PRODUCTS: readonly (readonly [name: string, description: string, keywords: string])[] = [
  ['nginx', 'Web server and reverse proxy', 'web http proxy'],
  ['ingress-nginx', 'Ingress controller that uses NGINX as a reverse proxy', 'ingress web'],
  ['prometheus', 'Monitoring system and time series database', 'monitoring metrics'],
  ['prometheus-adapter', 'Custom metrics from Prometheus for autoscaling', 'hpa metrics'],
  ['prometheus-node-exporter', 'Machine metrics for Prometheus', 'metrics exporter'],
  ['prom-label-proxy', 'Enforces a label in Prometheus queries', 'multi-tenancy'],
  [
    'kube-prometheus-stack',
    'Prometheus, Alertmanager, Grafana dashboards and rules in one',
    'operator monitoring',
  ],
  ['grafana', 'Dashboards for metrics and logs', 'monitoring charts'],
  ['loki', 'Log aggregation that is queried like Prometheus', 'logs'],
  ['cert-manager', 'Issues and renews TLS certificates', 'letsencrypt acme tls'],
  ['postgresql', 'Object-relational database', 'sql database'],
  ['postgresql-ha', 'PostgreSQL with replication and failover', 'sql database'],
  ['pgbouncer', 'Connection pooler for PostgreSQL', 'sql pool'],
  ['mysql', 'Relational database', 'sql database'],
  ['mariadb', 'Relational database, a fork of MySQL', 'sql database mysql'],
  ['redis', 'In-memory data store', 'cache keyvalue'],
  ['redis-cluster', 'Redis, sharded over several nodes', 'cache keyvalue'],
  ['valkey', 'In-memory data store, compatible with Redis', 'cache'],
  ['rabbitmq', 'Message broker', 'amqp queue'],
  ['kafka', 'Distributed event log', 'streaming queue'],
  ['elasticsearch', 'Search and analytics engine', 'search logs'],
  ['opensearch', 'Search engine, a fork of Elasticsearch', 'search logs'],
  ['fluent-bit', 'Collects and forwards logs', 'logs'],
  ['argo-cd', 'Continuous delivery from Git', 'gitops cd'],
  ['argo-rollouts', 'Canary and blue-green deployments', 'canary'],
  ['flux', 'Keeps clusters in step with Git and OCI artifacts', 'gitops'],
  ['harbor', 'Registry for images and charts', 'registry oci'],
  ['keycloak', 'Sign-in and user management', 'oidc sso'],
  ['vault', 'Secrets and encryption', 'secrets'],
  ['external-secrets', 'Brings secrets from elsewhere into the cluster', 'secrets vault'],
  ['minio', 'Object storage with the S3 interface', 's3 storage'],
  ['velero', 'Backs up and restores clusters', 'backup'],
  ['traefik', 'Edge router', 'ingress proxy'],
  ['metrics-server', 'Resource metrics for autoscaling', 'hpa metrics'],
  ['cafe-menu', 'Carte du café: prix, tables, Reservierungen für Gäste', 'menü'],
  ['helm-operator', 'Installs releases from resources', 'gitops'],
  ['kubernetes-dashboard', 'General-purpose web page for clusters', 'dashboard'],
  ['billing', 'Invoices and payments', 'sql'],
  ['checkout', 'Takes the order and the money', 'payments web'],
  ['catalogue', 'Articles, prices and stock', 'web search'],
];

const PLACES: readonly (readonly [registry: string, namespace: string])[] = [
  ['production', 'platform'],
  ['staging', 'platform'],
  ['production', 'teams/alpha'],
  ['staging', 'teams/bravo'],
  ['community', ''],
];

const MAINTAINERS = ['Ada Byron', 'Grace Hopper', 'Platform Team', 'Karl Zuse'];

/** Some 200 charts, the same each time: every product in several places, each with its own date and version. */
export function sampleDocuments(): SearchDocument[] {
  return PLACES.flatMap(([registry, namespace], place) =>
    PRODUCTS.map(([name, description, keywords], product): SearchDocument => {
      const version = `${1 + (product % 4)}.${place}.${product % 7}`;
      return {
        registry,
        repository: namespace === '' ? name : `${namespace}/${name}`,
        name,
        description,
        version,
        appVersion: product % 5 === 0 ? null : `v${product}.${place}`,
        created:
          product % 9 === 8
            ? null
            : new Date(Date.UTC(2026, place, 1 + (product % 28))).toISOString().replace('.000Z', 'Z'),
        deprecated: product % 13 === 12 && place === 4,
        library: product % 17 === 16,
        signed: place === 0,
        keywords: keywords.split(' '),
        maintainers: MAINTAINERS.slice(product % 3, (product % 3) + 1 + (place % 2)),
        license: place === 2 ? null : 'Apache-2.0',
        icon: null,
        channels: place < 2 ? { '1-stable': version, '1-beta': version } : {},
        drifted: [],
        versionCount: 1 + (product % 6),
      };
    }),
  );
}

/** A chart with what a test cares about, and nothing else. */
export function sampleDocument(given: Partial<SearchDocument>): SearchDocument {
  const name = given.name ?? 'app';
  return {
    registry: 'production',
    repository: `platform/${name}`,
    name,
    description: '',
    version: '1.0.0',
    appVersion: null,
    created: null,
    deprecated: false,
    library: false,
    signed: false,
    keywords: [],
    maintainers: [],
    license: null,
    icon: null,
    channels: {},
    drifted: [],
    versionCount: 1,
    ...given,
  };
}
