import { mkdir } from 'node:fs/promises';
import { findBinary } from '../provision/find-binary.ts';
import { renderTelemetry, telemetryRewrite } from '../rendering/render-telemetry.ts';
import { type Addresses, portOf } from '../state/addresses.ts';
import { answersOk } from './http-health.ts';
import type { Part } from './part.ts';

export type PrometheusOptions = {
  configurationFolder: string;
  dataDirectory: string;
};

/**
 * Collects the metrics of all parts and answers queries about them, for example those of Jaeger's Monitor
 * tab. No part waits for it. Natively it is VictoriaMetrics, which reads Prometheus' configuration and offers
 * its API (decision 0013). It evaluates no alert rules.
 */
export const prometheusPart = (
  addresses: Addresses,
  { configurationFolder, dataDirectory }: PrometheusOptions,
): Part => {
  const port = portOf(addresses, 'prometheus', 'http');
  return {
    name: 'prometheus',
    dependsOn: [],
    startSeconds: 60,
    stopGraceSeconds: 2,
    provision: async (report) => {
      await findBinary('victoria-metrics', report);
    },
    prepare: async () => {
      await mkdir(dataDirectory, { recursive: true });
      const rewrite = telemetryRewrite('prometheus', addresses);
      const file = await renderTelemetry('prometheus', rewrite, configurationFolder);
      return {
        command: (await findBinary('victoria-metrics')).file,
        args: [
          `-promscrape.config=${file}`,
          // The file names alert rules, which only Prometheus can read.
          '-promscrape.config.strictParse=false',
          '-promscrape.suppressScrapeErrors',
          `-storageDataPath=${dataDirectory}`,
          '-retentionPeriod=15d',
          `-httpListenAddr=127.0.0.1:${port}`,
          // The default hides the samples of the last 30 s.
          '-search.latencyOffset=5s',
          '-memory.allowedBytes=128MiB',
          '-loggerLevel=WARN',
        ],
        environment: { GOMEMLIMIT: '256MiB' },
        workingDirectory: dataDirectory,
        stopSignal: 'SIGTERM',
      };
    },
    isHealthy: () => answersOk(port, '/health'),
  };
};
