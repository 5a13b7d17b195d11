import { cp } from 'node:fs/promises';
import path from 'node:path';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { envoyPart } from '@ai-teacher/local-mesh/parts/envoy/envoy.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { ratelimitPart } from '@ai-teacher/local-mesh/parts/ratelimit.ts';
import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { envoyRewrite, renderEnvoy } from '@ai-teacher/local-mesh/rendering/render-envoy.ts';
import type { Addresses } from '@ai-teacher/local-mesh/state/addresses.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

/**
 * The gateway and its counters as the launcher runs them, with all other parts at ports that the test
 * chooses.
 */

export type GatewayPlace = {
  /** The folder of the rendered files. */
  folder: string;
  /** The folder with a folder per identity. */
  certificates: string;
  ports: { edge: number; mesh: number; admin: number; counters: number; collector: number };
  /** Ports of the services and of further replicas (`exam-2`). An unnamed service is unavailable. */
  services: Readonly<Record<string, number>>;
  /** REQUIRE_TLS of the gateway; absent as shipped. */
  requireTls?: string;
};

const addressesOf = ({ ports, services }: GatewayPlace): Addresses => ({
  gatewayUrl: `http://127.0.0.1:${ports.edge}`,
  meshUrl: `https://127.0.0.1:${ports.mesh}`,
  jaegerUrl: 'http://127.0.0.1:1',
  jaegerUi: 1,
  ports: {
    // No test reads the statistics of these gateways, so the system picks a port.
    gateway: { edge: ports.edge, mesh: ports.mesh, admin: ports.admin, stats: 0 },
    ratelimit: { grpc: ports.counters },
    'otel-collector': { grpc: ports.collector },
    ...Object.fromEntries(serviceNames.map((name) => [name, { service: 1 }])),
    ...Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { service }])),
  },
});

const foldersOf = ({ folder, certificates }: GatewayPlace) => ({
  configuration: path.join(folder, 'envoy'),
  certificates,
});

/** Renders envoy/ with its limits and returns the path of the bootstrap file. */
export const renderGateway = async (place: GatewayPlace): Promise<string> => {
  const { configuration } = foldersOf(place);
  const limits = path.join(repositoryRoot, 'envoy', 'ratelimit');
  await cp(limits, path.join(configuration, 'ratelimit'), { recursive: true });
  return renderEnvoy(envoyRewrite(addressesOf(place), foldersOf(place)), configuration);
};

export const gatewayPart = (place: GatewayPlace): Part =>
  envoyPart({
    addresses: addressesOf(place),
    folders: foldersOf(place),
    environment: place.requireTls === undefined ? {} : { REQUIRE_TLS: place.requireTls },
  });

/**
 * Starts ratelimit with the environment of the mesh plan; `ports` are four free ports, gRPC first. It reads
 * the limits from the rendered folder.
 */
export const countersPart = ({
  redis,
  ports,
  place,
}: {
  redis: number;
  ports: readonly number[];
  place: GatewayPlace;
}): Part => {
  const [grpc = 0, http = 0, debug = 0, metrics = 0] = ports;
  const own: Record<string, number> = { grpc, http, debug, metrics };
  const environment = meshPlan.ratelimit.environment?.({
    mode: 'local',
    bindAddress: '127.0.0.1',
    address: () => `127.0.0.1:${redis}`,
    port: (_, name) => own[name] ?? 0,
    secret: () => '',
    certificates: () => '',
    envoyFolder: foldersOf(place).configuration,
    chosen: {},
  });
  return ratelimitPart(environment ?? {});
};
