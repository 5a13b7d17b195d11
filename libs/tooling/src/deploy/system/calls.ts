import { readFileSync } from 'node:fs';
import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { envoyFile, meshPolicies } from '../../envoy-files.ts';
import { outwardNetworks } from './composed-parts.ts';
import { type DeployedPart, deployedParts, samplingTier } from './deployed-part.ts';

/** One part opens connections to a port of another. */
export type Call = { readonly from: string; readonly to: string; readonly port: number };

/** The files of telemetry parts that name addresses of others. */
const telemetryFiles: Partial<Record<PartName, string>> = {
  'otel-collector': 'collector.yaml',
  jaeger: 'jaeger.yaml',
  prometheus: 'prometheus.yaml',
};

const spiffePattern = /^spiffe:\/\/ai-teacher\/(.+)$/;

/** The services that the mesh listener's table lets call another service. */
export const meshCallers = (): readonly string[] => {
  const names = Object.values(meshPolicies()).flatMap(({ principals }) =>
    principals.map(({ authenticated }) => spiffePattern.exec(authenticated.principal_name.exact)?.[1] ?? ''),
  );
  return [...new Set(names)].toSorted();
};

/** Addresses `host:port` of other parts in a text. */
const addressesIn = (text: string, own: string): Call[] => {
  const uncommented = text.replaceAll(/(^|\s)#.*$/gm, '');
  return deployedParts
    .filter(({ name }) => name !== own)
    .flatMap(({ name }) =>
      [...uncommented.matchAll(new RegExp(`(?<![\\w-])${name}:(\\d+)`, 'g'))].map(([, port]) => ({
        from: own,
        to: name,
        port: Number(port),
      })),
    );
};

/** Envoy names a host and a port in two fields. */
const envoyAddresses = (): Call[] => {
  const text = readFileSync(envoyFile('cds.yaml'), 'utf8');
  const found = text.matchAll(/address: ([\w-]+), port_value: (\d+)/g);
  return [...found].map(([, to = '', port]) => ({ from: 'gateway', to, port: Number(port) }));
};

const callsOf = ({ part, name, calls }: DeployedPart): Call[] => {
  const named = calls
    .filter((address) => address.part !== 'gateway' || meshCallers().includes(part))
    .map((address) => ({
      from: name,
      to: meshPlan[address.part].composeService,
      port: meshPlan[address.part].ports[address.port] ?? Number.NaN,
    }));
  const file = telemetryFiles[part];
  const inFile =
    file === undefined
      ? []
      : addressesIn(
          readFileSync(new URL(`../../../../../otel-collector/${file}`, import.meta.url), 'utf8'),
          name,
        );
  return [...named, ...inFile, ...(part === 'gateway' ? envoyAddresses() : [])];
};

/**
 * The calls of a single collector by the tiers of a cluster: the first tier sends all spans to the second,
 * which sends the selected traces to Jaeger. Prometheus reads the metrics of spans from the second.
 */
const byTiers = (call: Call): Call[] => {
  const { ports } = meshPlan['otel-collector'];
  if (call.from === samplingTier || call.to === samplingTier) return [call];
  if (call.from === 'otel-collector') return [{ ...call, to: samplingTier, port: ports.grpc ?? Number.NaN }];
  if (call.to !== 'otel-collector' || call.from !== 'prometheus') return [call];
  const atSecond = { ...call, to: samplingTier };
  return call.port === ports.spans ? [atSecond] : [call, atSecond];
};

const byText = (call: Call): string => `${call.from} ${call.to} ${String(call.port).padStart(5, '0')}`;

/**
 * Every connection between two parts, from the plan's environments, the clusters and the table of callers of
 * Envoy, and the files of the telemetry parts.
 */
export const allCalls: readonly Call[] = [
  ...new Map(
    deployedParts
      .flatMap(callsOf)
      .flatMap(byTiers)
      .map((call) => [byText(call), call]),
  ).values(),
].toSorted((one, other) => (byText(one) < byText(other) ? -1 : 1));

/** The ports of a part that others call. */
export const calledPorts = (name: string): readonly number[] =>
  [...new Set(allCalls.filter(({ to }) => to === name).map(({ port }) => port))].toSorted((a, b) => a - b);

/** Whether docker-compose.yml lets this part reach addresses outside of the system. */
export const callsOutside = ({ composed }: DeployedPart): boolean =>
  composed.networks.some((network) => outwardNetworks.includes(network));

/** Whether the operator may attach a server of embeddings to this part. */
export const callsEmbedding = ({ composed }: DeployedPart): boolean =>
  composed.networks.includes('embedding');
