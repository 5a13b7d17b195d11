import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { parse, stringify } from 'yaml';
import { LaunchError } from '../terminal/launch-error.ts';

/** The share of the requests of a service that its canary gets, in percent, or the end of the canary. */
export type CanaryWeights = Readonly<Partial<Record<ServiceName, number | 'off'>>>;

/** Where a canary is: at a host name of its own, or the last process of its service in the native mesh. */
export type CanaryPlace = 'name' | 'last replica';

type Endpoint = {
  readonly endpoint: {
    readonly address: { readonly socket_address: { readonly address: string; readonly port_value: number } };
  };
};
type Locality = {
  readonly locality?: { readonly zone: string };
  readonly load_balancing_weight?: number;
  readonly lb_endpoints: readonly Endpoint[];
};
type Cluster = {
  readonly name: string;
  readonly common_lb_config?: Readonly<Record<string, unknown>>;
  readonly load_assignment?: { readonly cluster_name: string; readonly endpoints: readonly Locality[] };
};
type Clusters = { readonly resources: readonly Cluster[] };

const isService = (name: string): name is ServiceName => serviceNames.some((each) => each === name);

const usage = 'Write the name of a service and a whole number of percent, such as exam=20, or exam=off.';

/** Reads texts such as `exam=20`. @throws LaunchError for an unknown service and for another weight. */
export const readCanaryWeights = (texts: readonly string[]): CanaryWeights =>
  Object.fromEntries(
    texts.map((text): [ServiceName, number | 'off'] => {
      const [name = '', weight = ''] = text.split(/=(.*)/s);
      if (!isService(name))
        throw new LaunchError(`"${name}" is no service: ${serviceNames.join(', ')}.`, usage);
      if (weight === 'off') return [name, 'off'];
      if (!/^\d{1,3}$/.test(weight) || Number(weight) > 100)
        throw new LaunchError(`"${weight}" is no share of 0 to 100 percent for ${name}.`, usage);
      return [name, Number(weight)];
    }),
  );

const zones = { stable: 'stable', canary: 'canary' } as const;

const endpointsIn = ({ load_assignment }: Cluster, zone: string): readonly Endpoint[] | undefined =>
  load_assignment?.endpoints.find(({ locality }) => locality?.zone === zone)?.lb_endpoints;

const allEndpoints = ({ load_assignment }: Cluster): readonly Endpoint[] =>
  load_assignment?.endpoints.flatMap(({ lb_endpoints }) => lb_endpoints) ?? [];

const named = ({ endpoint }: Endpoint, service: ServiceName): Endpoint => {
  const { port_value } = endpoint.address.socket_address;
  const address = { socket_address: { address: `${service}-service-canary`, port_value } };
  return { endpoint: { ...endpoint, address } };
};

type Divided = { readonly stable: readonly Endpoint[]; readonly canary: readonly Endpoint[] };

const divide = (cluster: Cluster, service: ServiceName, place: CanaryPlace): Divided => {
  const [stable, canary] = [endpointsIn(cluster, zones.stable), endpointsIn(cluster, zones.canary)];
  if (stable !== undefined && canary !== undefined) return { stable, canary };
  const all = allEndpoints(cluster);
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${cluster.name} has no address`);
  if (place === 'name') return { stable: all, canary: [named(first, service)] };
  if (all.length < 2)
    throw new LaunchError(
      `${service} runs as one process, so none can be its canary.`,
      'Set REPLICAS=2 or more.',
    );
  return { stable: all.slice(0, -1), canary: [last] };
};

/** A locality without a weight gets no request, and its health is still checked. */
const localityOf = (zone: string, weight: number, endpoints: readonly Endpoint[]): Locality => ({
  locality: { zone },
  ...(weight === 0 ? {} : { load_balancing_weight: weight }),
  lb_endpoints: endpoints,
});

const withWeight = (cluster: Cluster, weight: number, { stable, canary }: Divided): Cluster => ({
  ...cluster,
  common_lb_config: { ...cluster.common_lb_config, locality_weighted_lb_config: {} },
  load_assignment: {
    cluster_name: cluster.name,
    endpoints: [localityOf(zones.stable, 100 - weight, stable), localityOf(zones.canary, weight, canary)],
  },
});

const withoutCanary = (cluster: Cluster, place: CanaryPlace): Cluster => {
  const { locality_weighted_lb_config: _, ...balance } = cluster.common_lb_config ?? {};
  const endpoints = place === 'name' ? endpointsIn(cluster, zones.stable) : undefined;
  return {
    ...cluster,
    common_lb_config: balance,
    load_assignment: {
      cluster_name: cluster.name,
      endpoints: [{ lb_endpoints: endpoints ?? allEndpoints(cluster) }],
    },
  };
};

/**
 * Divides the requests of services between their stable version and a canary, in the text of `cds.yaml`: two
 * localities of the same clusters, with weights. The routes stay, and so do the identities. The requests of a
 * canary without a healthy pod go to the stable version.
 *
 * @returns the same text when `weights` names no service.
 * @throws LaunchError when the canary shall be the last replica, and there is only one.
 */
export const withCanaries = (text: string, weights: CanaryWeights, place: CanaryPlace): string => {
  const chosen = new Map(
    Object.entries(weights).flatMap(([name, weight]) =>
      isService(name)
        ? [`${name}-service`, `${name}-service-mesh`].map((each) => [each, { name, weight }] as const)
        : [],
    ),
  );
  if (chosen.size === 0) return text;
  const clusters = parse(text, { merge: true, maxAliasCount: -1 }) as Clusters;
  const resources = clusters.resources.map((cluster) => {
    const canary = chosen.get(cluster.name);
    if (canary === undefined) return cluster;
    const { name, weight } = canary;
    return weight === 'off'
      ? withoutCanary(cluster, place)
      : withWeight(cluster, weight, divide(cluster, name, place));
  });
  return stringify({ ...clusters, resources }, { aliasDuplicateObjects: false, lineWidth: 0 });
};
