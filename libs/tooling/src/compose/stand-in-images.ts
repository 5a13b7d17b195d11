/**
 * Stand-ins for official images on machines without a registry: the same name, user, entry point and paths,
 * with the programs of the native mesh. docker-compose.yml runs with them unchanged.
 */

export type ProgramName =
  | 'envoy'
  | 'valkey'
  | 'ratelimit'
  | 'jaeger'
  | 'victoria-metrics'
  | 'qdrant'
  | 'node'
  | 'npm'
  | 'postgres';

export type StandIn = {
  /** The programs: file or folder → path in the image. */
  programs: Partial<Record<ProgramName, string>>;
  /** Small scripts of the official image that the program lacks. */
  scripts?: Record<string, string>;
  /** The lines of its Dockerfile after `FROM` and the copies. */
  lines: string[];
};

/** Succeeds when a program listens, as the client program in the official image's health check does. */
const listens = (port: number) => `#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/${port}\n`;

const ping = `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/6379
if [[ -n \${REDISCLI_AUTH:-} ]]; then
  printf 'AUTH %s\\r\\n' "$REDISCLI_AUTH" >&3
  read -r answer <&3
fi
printf 'PING\\r\\n' >&3
read -r answer <&3
[[ $answer == +PONG* ]]
`;

/** The part of the official entry point that the file uses: a cluster on first start, then the server. */
const postgresEntry = `#!/bin/bash
set -euo pipefail
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  mkdir -p "$PGDATA"
  initdb --pgdata "$PGDATA" --username postgres --pwfile <(printf '%s\\n' "$POSTGRES_PASSWORD") $POSTGRES_INITDB_ARGS
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
`;

/** The stand-in for Prometheus reads the same file and answers alike, but has other options. */
const prometheusEntry = `#!/bin/bash
exec victoria-metrics -promscrape.config=/etc/otel-collector/prometheus.yaml -promscrape.config.strictParse=false \\
  -storageDataPath=/prometheus -retentionPeriod=15d -httpListenAddr=:9090 -search.latencyOffset=5s
`;

export const standIns: Readonly<Record<string, StandIn>> = {
  'node:24.21.0-trixie-slim': {
    programs: { node: '/usr/local/bin/node', npm: '/usr/local/lib/node_modules/npm' },
    scripts: {
      '/usr/local/bin/npm': '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n',
    },
    lines: ['RUN useradd --uid 1000 --create-home node', 'CMD ["node"]'],
  },
  'envoyproxy/envoy:v1.40.0': {
    programs: { envoy: '/usr/local/bin/envoy' },
    lines: ['CMD ["envoy", "-c", "/etc/envoy/envoy.yaml"]'],
  },
  'envoyproxy/ratelimit:3fb70258': {
    programs: { ratelimit: '/usr/bin/ratelimit' },
    lines: ['CMD ["/bin/ratelimit"]'],
  },
  'postgres:18.4': {
    programs: { postgres: '/usr/local/postgresql' },
    scripts: {
      '/usr/local/bin/docker-entrypoint.sh': postgresEntry,
      '/usr/local/bin/pg_isready': listens(5432),
    },
    lines: [
      'RUN groupadd --gid 999 postgres && useradd --uid 999 --gid 999 postgres \\',
      ' && install -d -o postgres -g postgres /var/lib/postgresql',
      'ENV PATH=/usr/local/postgresql/bin:$PATH PGDATA=/var/lib/postgresql/18/docker',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
  },
  'valkey/valkey:9.1.2': {
    programs: { valkey: '/usr/local/bin/valkey-server' },
    scripts: { '/usr/local/bin/valkey-cli': ping },
    lines: ['CMD ["valkey-server"]'],
  },
  'qdrant/qdrant:v1.16.3-unprivileged': {
    programs: { qdrant: '/qdrant/qdrant' },
    lines: [
      'RUN install -d -o 1000 -g 1000 /qdrant/storage /qdrant/snapshots',
      'WORKDIR /qdrant',
      'CMD ["./qdrant"]',
    ],
  },
  'otel/opentelemetry-collector-contrib:0.140.0': {
    programs: { jaeger: '/otelcol-contrib' },
    lines: ['ENTRYPOINT ["/otelcol-contrib"]'],
  },
  'prom/prometheus:v3.11.3': {
    programs: { 'victoria-metrics': '/usr/local/bin/victoria-metrics' },
    scripts: { '/usr/local/bin/prometheus': prometheusEntry, '/usr/local/bin/wget': listens(9090) },
    lines: ['RUN install -d -o 65534 -g 65534 /prometheus', 'ENTRYPOINT ["prometheus"]'],
  },
  'jaegertracing/jaeger:2.13.0': {
    programs: { jaeger: '/cmd/jaeger/jaeger-linux' },
    lines: ['ENTRYPOINT ["/cmd/jaeger/jaeger-linux"]'],
  },
};
