import { databaseName, roleName } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { rolePrivacy } from '@ai-teacher/service-kit/database/statement-privacy.ts';
import { certificateSecret } from './certificates.ts';
import { policyLabelsOf } from './pod.ts';
import { instanceGibibytes } from './sizes.ts';
import { storingParts } from './system/deployed-part.ts';

const databases = storingParts.map(({ part }) => ({
  service: part,
  database: databaseName(part as 'auth'),
  role: roleName(part as 'auth'),
}));

/**
 * The permitted connections: each role to its own database, over TLS and with its password. The superuser
 * connects from its job. All others are refused.
 */
const accessRules = (further: readonly string[] = []): string[] => [
  ...databases.map(({ database, role }) => `hostssl ${database} ${role} all scram-sha-256`),
  ...further,
  'host all all all reject',
];

/**
 * The superuser uses every database: over TLS from its job, and in clear text from the pod of PostgreSQL
 * itself. There a tunnel of `kubectl port-forward` ends, through which an operator makes a backup with a
 * `pg_dump` that has no TLS.
 */
const superuserRules = ['postgres', ...databases.map(({ database }) => database)].flatMap((database) => [
  `hostssl ${database} postgres all scram-sha-256`,
  `host ${database} postgres 127.0.0.1/32 scram-sha-256`,
]);

/** `pg_hba.conf` of the PostgreSQL that the cluster runs as one pod. */
export const accessFile = (): string =>
  ['local all all scram-sha-256', ...superuserRules, ...accessRules(), ''].join('\n');

/** The settings that give the server its certificate, its oldest protocol and its access rules. */
export const tlsArguments = [
  '-cssl=on',
  '-cssl_cert_file=/certificates/tls.crt',
  '-cssl_key_file=/certificates/tls.key',
  '-cssl_min_protocol_version=TLSv1.3',
  '-chba_file=/etc/postgres-access/pg_hba.conf',
];

/** A certificate is renewed twelve hours before its end, and a pod sees the new files within minutes. */
const reloadSeconds = 3_600;
const reloading = 'while sleep "$0"; do pg_ctl reload --silent; done & exec docker-entrypoint.sh "$@"';

/**
 * The command of the server, beside which a loop lets the server read its renewed certificate. PostgreSQL
 * reads the files at its start and at a reload alone, so without the loop the certificate would expire in
 * use.
 */
export const withReload = (command: readonly string[], seconds = reloadSeconds): string[] => [
  ...['bash', '-c', reloading, `${seconds}`],
  ...command,
];

/** Volumes of {@link tlsArguments}. */
export const postgresMounts = [
  {
    path: '/certificates',
    volume: {
      name: 'certificate',
      // PostgreSQL accepts a key of root that its own group may read.
      secret: { secretName: certificateSecret('postgres'), defaultMode: 0o440 },
    },
  },
  {
    path: '/etc/postgres-access',
    volume: { name: 'access', configMap: { name: 'postgres-access', defaultMode: 0o440 } },
  },
  { path: '/var/run/postgresql', volume: { name: 'socket', emptyDir: { sizeLimit: '16Mi' } } },
  { path: '/dev/shm', volume: { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '128Mi' } } },
];

const cluster = {
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  metadata: { name: 'postgres' },
  spec: {
    instances: 3,
    imageName: 'ghcr.io/cloudnative-pg/postgresql:18.4-minimal-trixie',
    enableSuperuserAccess: false,
    minSyncReplicas: 1,
    maxSyncReplicas: 1,
    primaryUpdateStrategy: 'unsupervised',
    inheritedMetadata: { labels: policyLabelsOf('postgres') },
    storage: { size: `${instanceGibibytes}Gi` },
    walStorage: { size: '50Gi' },
    resources: { requests: { cpu: '2', memory: '8Gi' }, limits: { cpu: '8', memory: '8Gi' } },
    affinity: { topologyKey: 'topology.kubernetes.io/zone', podAntiAffinityType: 'preferred' },
    certificates: {
      serverTLSSecret: certificateSecret('postgres'),
      serverCASecret: certificateSecret('postgres'),
    },
    postgresql: {
      // Nine to thirteen connections for each process of a service, for ten processes of each of six
      // services: 640, and some for migrations, the operator and people. `libs/capacity` adds them up.
      parameters: {
        max_connections: '720',
        shared_buffers: '2GB',
        jit: 'off',
        timezone: 'UTC',
        ...rolePrivacy,
      },
      pg_hba: accessRules(),
    },
    managed: {
      roles: databases.map(({ service, role }) => ({
        name: role,
        ensure: 'present',
        login: true,
        passwordSecret: { name: `${service}-database` },
      })),
    },
  },
};

const databaseOf = ({ service, database, role }: (typeof databases)[number]): object => ({
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Database',
  metadata: { name: `${service}-database` },
  spec: {
    cluster: { name: 'postgres' },
    name: database,
    owner: role,
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    template: 'template0',
    // A deleted object never deletes what people wrote.
    databaseReclaimPolicy: 'retain',
  },
});

/** The host `postgres` is the current primary. */
const primary = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'postgres', labels: { 'app.kubernetes.io/name': 'postgres' } },
  spec: {
    selector: { 'cnpg.io/cluster': 'postgres', 'cnpg.io/instanceRole': 'primary' },
    ports: [{ name: 'sql', port: 5432 }],
  },
};

/** PostgreSQL of CloudNativePG: one cluster with a role and a database for each service. */
export const postgresCluster = (): object[] => [cluster, ...databases.map(databaseOf), primary];
