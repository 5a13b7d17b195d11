import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import type { Addresses } from '@ai-teacher/local-mesh/addresses.ts';
import { meshPlan } from '@ai-teacher/local-mesh/mesh-plan.ts';
import { answersOk } from '@ai-teacher/local-mesh/parts/http-health.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { envoyRewrite, renderEnvoy } from '@ai-teacher/local-mesh/render-envoy.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state-directory.ts';

/** The gateway and its counters as single parts, with every neighbour at a port of the test's choosing. */

export type GatewayPorts = { edge: number; mesh: number; admin: number; counters: number; collector: number };

/** Renders envoy/ as the launcher does and answers the path of the bootstrap file. */
export const renderGateway = (options: {
  folder: string;
  certificates: string;
  ports: GatewayPorts;
  services: Readonly<Record<string, number>>;
}): Promise<string> => {
  const { edge, mesh, admin, counters, collector } = options.ports;
  const addresses: Addresses = {
    gatewayUrl: `http://127.0.0.1:${edge}`,
    meshUrl: `https://127.0.0.1:${mesh}`,
    jaegerUrl: 'http://127.0.0.1:1',
    jaegerUi: 1,
    ports: {
      gateway: { edge, mesh, admin },
      ratelimit: { grpc: counters },
      'otel-collector': { grpc: collector },
      ...Object.fromEntries(serviceNames.map((name) => [name, { service: options.services[name] ?? 1 }])),
    },
  };
  const configuration = path.join(options.folder, 'envoy');
  const folders = { configuration, certificates: options.certificates };
  return renderEnvoy(envoyRewrite(addresses, folders), configuration);
};

export const gatewayPart = (options: Parameters<typeof renderGateway>[0]): Part => ({
  name: 'gateway',
  dependsOn: [],
  startSeconds: 20,
  stopGraceSeconds: 2,
  provision: async (report) => void (await findBinary('envoy', report)),
  prepare: async () => ({
    command: (await findBinary('envoy')).file,
    args: ['-c', await renderGateway(options), '--disable-hot-restart', '--concurrency', '1'].concat([
      '--file-flush-interval-msec',
      '100',
      '-l',
      'warning',
    ]),
    environment: {},
    workingDirectory: options.folder,
    stopSignal: 'SIGTERM',
  }),
  isHealthy: () => answersOk(options.ports.admin, '/ready'),
});

/** ratelimit as the plan of the mesh has it; `ports` are four free ones of which the first is gRPC. */
export const countersPart = (options: { redis: number; ports: readonly number[]; folder: string }): Part => {
  const [grpc = 0, http = 0, debug = 0, metrics = 0] = options.ports;
  const own: Record<string, number> = { grpc, http, debug, metrics };
  const environment = meshPlan.ratelimit.environment?.({
    mode: 'local',
    bindAddress: '127.0.0.1',
    address: () => `127.0.0.1:${options.redis}`,
    port: (_, name) => own[name] ?? 0,
    secret: () => '',
    certificates: () => '',
    envoyFolder: path.join(repositoryRoot, 'envoy'),
    chosen: {},
  });
  return {
    name: 'ratelimit',
    dependsOn: [],
    startSeconds: 20,
    stopGraceSeconds: 2,
    provision: async (report) => void (await findBinary('ratelimit', report)),
    prepare: async () => ({
      command: (await findBinary('ratelimit')).file,
      args: [],
      environment: environment ?? {},
      workingDirectory: options.folder,
      stopSignal: 'SIGTERM',
    }),
    isHealthy: () => answersOk(http, '/healthcheck'),
  };
};
