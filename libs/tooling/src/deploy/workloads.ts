import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { labelsOf, podOfPart, selectorOf } from './pod.ts';
import { postgresMounts, tlsArguments, withReload } from './postgres.ts';
import { isFoundByDnsAlone } from './probes.ts';
import { scaleOf, volumeGibibytes } from './sizes.ts';
import { calledPorts } from './system/calls.ts';
import { type DeployedPart, samplingTier } from './system/deployed-part.ts';

/** The data that a part stores: where, how much, and the claim that a StatefulSet makes for each pod. */
const dataOf: Partial<Record<PartName, { readonly path: string; readonly size: string }>> = {
  postgres: { path: '/var/lib/postgresql', size: `${volumeGibibytes.postgres}Gi` },
  qdrant: { path: '/qdrant/storage', size: `${volumeGibibytes.qdrant}Gi` },
  prometheus: { path: '/prometheus', size: `${volumeGibibytes.prometheus}Gi` },
  jaeger: { path: '/badger', size: `${volumeGibibytes.jaeger}Gi` },
};

export const serviceAccountOf = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, labels: labelsOf(name) },
  automountServiceAccountToken: false,
});

/** The parts whose callers reach all pods behind one address. Envoy balances over the pods of all others. */
const isBalancedByKubernetes = (part: PartName): boolean => part === 'gateway';

/**
 * A headless Service lists the pods of a part in DNS, so that Envoy chooses among them by its own checks. It
 * lists pods that are not ready or stop, too: while the database is unavailable every pod is unready, and the
 * service must still answer with its own problem.
 */
const addressOf = (part: PartName): object => {
  if (isBalancedByKubernetes(part)) return {};
  return { clusterIP: 'None', ...(isFoundByDnsAlone(part) ? {} : { publishNotReadyAddresses: true }) };
};

/** The host name of a part, with the ports that other parts call. */
const serviceOf = ({ part, name }: DeployedPart, port: (number: number) => string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: labelsOf(name) },
  spec: {
    ...addressOf(part),
    selector: selectorOf(name),
    ports: portsOfService(part, name).map((number) => ({ name: port(number), port: number })),
  },
});

/** The edge and the pages of Jaeger have callers outside of the system. */
const callersOutside: Partial<Record<PartName, readonly string[]>> = { gateway: ['edge'], jaeger: ['ui'] };

const portsOfService = (part: PartName, name: string): number[] => {
  const outside = (callersOutside[part] ?? []).map((port) => meshPlan[part].ports[port] ?? Number.NaN);
  return [...new Set([...outside, ...calledPorts(name)])];
};

const deploymentOf = (deployed: DeployedPart): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: deployed.name, labels: labelsOf(deployed.name) },
  spec: {
    // A new pod is ready before an old one stops.
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    revisionHistoryLimit: 5,
    progressDeadlineSeconds: 600,
    selector: { matchLabels: selectorOf(deployed.name) },
    template: podOfPart(deployed),
  },
});

/** PostgreSQL is called over TLS by its access rules, in containers in clear text on a network of its own. */
const withTls = (deployed: DeployedPart): DeployedPart =>
  deployed.part === 'postgres'
    ? { ...deployed, args: withReload([...deployed.args, ...tlsArguments]) }
    : deployed;

const statefulSetOf = (deployed: DeployedPart, data: { path: string; size: string }): object => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: deployed.name, labels: labelsOf(deployed.name) },
  spec: {
    replicas: 1,
    serviceName: deployed.name,
    selector: { matchLabels: selectorOf(deployed.name) },
    template: podOfPart(withTls(deployed), [
      { path: data.path, volume: { name: 'data', persistent: true } },
      ...(deployed.part === 'postgres' ? postgresMounts : []),
    ]),
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: data.size } } },
      },
    ],
  },
});

const disruptionBudgetOf = (name: string): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, labels: labelsOf(name) },
  spec: {
    maxUnavailable: 1,
    // A pod that is not ready may be moved, so that a failing one cannot stop the maintenance of a node.
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: labelsOf(name) },
  },
});

/**
 * Grows a part by processor time, and by a number of its own that the metrics adapter reads from Prometheus
 * (deploy/README.md, "Growing"). While the adapter is unavailable, processor time alone still adds pods.
 */
const autoscalerOf = ({ part, name }: DeployedPart): object[] => {
  // A change of its number splits the traces of that moment, so it changes with a release alone.
  const scale = name === samplingTier ? undefined : scaleOf(part);
  if (scale === undefined) return [];
  const ofMetrics = scale.metrics.map(({ name: metric, labels, perPod }) => ({
    type: 'External',
    external: {
      metric: { name: metric, selector: { matchLabels: labels } },
      target: { type: 'AverageValue', averageValue: perPod },
    },
  }));
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: scale.min,
        maxReplicas: scale.max,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 200 } },
          },
          ...ofMetrics,
        ],
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 0,
            policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }],
          },
          scaleDown: {
            stabilizationWindowSeconds: 600,
            policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }],
          },
        },
      },
    },
  ];
};

/** The pods of a part behind one address, for Prometheus, which reads each of them. */
const podsInDns = ({ part, name }: DeployedPart): object[] =>
  isBalancedByKubernetes(part)
    ? [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: `${name}-pods`, labels: labelsOf(name) },
          spec: {
            clusterIP: 'None',
            selector: labelsOf(name),
            ports: [{ name: 'stats', port: meshPlan.gateway.ports.stats }],
          },
        },
      ]
    : [];

/** All objects of a part, except its certificates and its network policy. */
export const objectsOf = (deployed: DeployedPart): object[] => {
  const { part, name } = deployed;
  const data = dataOf[part];
  const portName = (number: number): string =>
    Object.entries(meshPlan[part].ports).find(([, known]) => known === number)?.[0] ?? `${number}`;
  return [
    serviceAccountOf(name),
    serviceOf(deployed, portName),
    ...podsInDns(deployed),
    data === undefined ? deploymentOf(deployed) : statefulSetOf(deployed, data),
    disruptionBudgetOf(name),
    ...autoscalerOf(deployed),
  ];
};
