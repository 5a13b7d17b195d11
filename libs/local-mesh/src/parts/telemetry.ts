import { findBinary } from '../provision/find-binary.ts';
import { renderTelemetry, telemetryRewrite } from '../rendering/render-telemetry.ts';
import { type Addresses, portOf } from '../state/addresses.ts';
import { repositoryRoot } from '../state/state-directory.ts';
import { answersOk } from './http-health.ts';
import type { Part } from './part.ts';

/**
 * The collector and Jaeger. Both are Jaeger's program with different configurations, because it contains
 * every component of the collector that we use.
 */
export const telemetryPart = (
  name: 'otel-collector' | 'jaeger',
  addresses: Addresses,
  { configurationFolder, environment }: { configurationFolder: string; environment: Record<string, string> },
): Part => {
  return {
    name,
    dependsOn: [],
    startSeconds: 60,
    stopGraceSeconds: 1,
    provision: async (report) => {
      await findBinary('jaeger', report);
    },
    prepare: async () => {
      const rewrite = telemetryRewrite(name, addresses);
      const file = await renderTelemetry(name, rewrite, configurationFolder);
      return {
        command: (await findBinary('jaeger')).file,
        args: ['--config', file],
        environment: { GOMEMLIMIT: '512MiB', ...environment },
        workingDirectory: repositoryRoot,
        stopSignal: 'SIGTERM',
      };
    },
    isHealthy: () => answersOk(portOf(addresses, name, 'health'), '/status'),
  };
};
