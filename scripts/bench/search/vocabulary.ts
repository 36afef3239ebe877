// What charts are called and described by: enough for 100,000 that differ, as those of a large company do.

const words = (text: string): string[] => text.trim().split(/\s+/);

export const PRODUCTS = words(`
  redis postgresql mysql mariadb mongodb cassandra scylladb couchdb etcd consul vault nomad kafka rabbitmq nats pulsar
  activemq zookeeper elasticsearch opensearch solr meilisearch typesense clickhouse druid pinot trino presto spark flink
  airflow dagster prefect superset metabase redash grafana loki tempo mimir prometheus thanos cortex victoriametrics
  alertmanager jaeger zipkin opentelemetry fluentbit fluentd vector logstash kibana filebeat telegraf influxdb timescaledb
  questdb nginx traefik envoy haproxy caddy kong istio linkerd cilium calico metallb coredns externaldns certmanager
  keycloak dex oauth2proxy authentik ory openldap harbor gitea gitlab jenkins tekton argocd fluxcd spinnaker sonarqube
  nexus artifactory minio ceph rook longhorn openebs velero restic kubevirt keda knative openfaas nextcloud wordpress
  ghost drupal matomo plausible posthog sentry glitchtip unleash flagsmith n8n nodered homeassistant mosquitto emqx vernemq
  temporal cadence camunda zeebe hasura supabase directus strapi appsmith budibase jupyterhub mlflow kubeflow ray seldon
  triton milvus weaviate qdrant neo4j arangodb dgraph janusgraph cockroachdb yugabyte tidb vitess dragonfly valkey memcached
  varnish squid pihole wireguard openvpn tailscale teleport boundary falco trivy kyverno gatekeeper polaris datree goldilocks
`);

export const DOMAINS = words(`
  billing invoice payment checkout cart order catalogue pricing inventory warehouse shipping customs freight container berth
  vessel crane pilotage tide weather booking ticket seat loyalty voucher coupon customer account profile consent identity
  mailing newsletter campaign audience survey feedback review rating recommendation search suggestion content media video
  audio image thumbnail upload document contract signature archive ledger settlement reconciliation payroll expense travel
  holiday attendance roster shift training course exam certificate claim policy underwriting risk fraud scoring credit loan
  mortgage deposit card terminal wallet exchange quote trade portfolio market news alert notification chat call meeting
  calendar task workflow approval audit report dashboard insight metric event stream batch export import sync bridge
`);

export const ROLES = words(`
  api operator exporter proxy gateway worker scheduler controller agent server ui frontend backend web admin console
  dashboard adapter connector collector forwarder router broker cache queue consumer producer importer exporter-job sidecar
  webhook backup restore migration cron jobs cluster ha stack crds config secrets policies common base library
`);

export const TEAMS = words(`
  platform payments logistics identity data search media growth risk finance people support mobile web infra security
  observability storage network edge research analytics pricing booking partners internal tools sandbox shared legacy
`);

export const ADJECTIVES = words(`
  distributed lightweight scalable managed highly-available open-source internal multi-tenant stateless event-driven
  cloud-native secure fast simple self-hosted experimental central regional
`);

export const KINDS = words(`
  service database controller dashboard gateway proxy exporter platform engine store cache broker scheduler pipeline
  library operator server application agent collector
`);

export const VERBS = words(`
  collects stores indexes serves routes encrypts backs-up monitors schedules transforms validates publishes forwards
  aggregates replicates renders exports imports authenticates audits caches balances archives enriches
`);

export const OBJECTS = words(`
  metrics logs traces events messages orders invoices documents images sessions secrets certificates requests queries
  reports payments tokens users jobs snapshots volumes dashboards alerts records files streams bookings prices policies
  workloads
`);

export const TAILS = [
  'for every team',
  'on bare metal',
  'across regions',
  'with single sign-on',
  'behind the edge',
  'in the warehouse',
  'for local development',
  'with automatic failover',
  'from object storage',
  'by schedule',
  'for the mobile apps',
  'in real time',
  'without downtime',
  'with read replicas',
  'over mutual TLS',
  'for auditors',
];

export const KEYWORDS = words(`
  database cache queue monitoring metrics logs tracing security ingress proxy storage backup gitops ci analytics search
  messaging streaming sql nosql http grpc api web frontend identity oidc sso tls certificates dns network operator crd
  machine-learning workflow batch payments reporting internal
`);

export const RISKS = words('stable candidate beta edge');

export const REGISTRIES = words('production staging community partners archive');

export const LICENSES = words('Apache-2.0 MIT BSD-3-Clause AGPL-3.0 MPL-2.0');

export const PEOPLE = words(`
  Anders Bianca Chidi Dagmar Emeka Farah Goran Hanna Ivo Jun Katya Lars Mei Nadia Omar Petra Quentin Rosa Stefan Tomoko
`);
