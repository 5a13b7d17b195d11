import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { labelsOf, policyLabelsOf } from './pod.ts';
import { allCalls, callsEmbedding, callsOutside } from './system/calls.ts';
import { type DeployedPart, storingParts } from './system/deployed-part.ts';

const policy = (name: string, spec: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec,
});

const podsOf = (name: string): object => ({ podSelector: { matchLabels: policyLabelsOf(name) } });
const tcp = (port: number): object => ({ protocol: 'TCP', port });

/** No pod reaches or is reached by another, until a policy of a part names the pair. */
export const defaultPolicies = (): object[] => [
  policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  policy('dns', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
    ],
  }),
];

/** Addresses of private networks, to which no call of a model leads. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'];

const outside = { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: privateRanges } }], ports: [tcp(443)] };

/** A model server that the operator runs, in any namespace whose pods have the label. */
const modelServers = (role: string): object => ({
  to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'ai-teacher/model-server': role } } }],
});

const portsBetween = (from: string, to: string): object[] =>
  allCalls.filter((call) => call.from === from && call.to === to).map(({ port }) => tcp(port));

const callersOf = (name: string): string[] => [
  ...new Set(allCalls.filter(({ to }) => to === name).map(({ from }) => from)),
];
const calleesOf = (name: string): string[] => [
  ...new Set(allCalls.filter(({ from }) => from === name).map(({ to }) => to)),
];

/** The jobs that change the schema of PostgreSQL before a version serves. */
const migrationsBeside = (name: string): string[] =>
  name === 'postgres' ? storingParts.map(({ part }) => `${part}-migrations`) : [];

/**
 * Exactly the calls of a part and its callers; for the gateway also clients of the edge.
 *
 * @param furtherJobs jobs beside the migrations that call this part.
 */
export const policyOf = (deployed: DeployedPart, furtherJobs: readonly string[] = []): object => {
  const { part, name } = deployed;
  const ingress: object[] = callersOf(name).map((from) => ({
    from: [podsOf(from)],
    ports: portsBetween(from, name),
  }));
  for (const job of [...furtherJobs, ...migrationsBeside(name)])
    ingress.push({ from: [podsOf(job)], ports: [tcp(meshPlan.postgres.ports.sql ?? 5432)] });
  if (part === 'gateway') ingress.push({ ports: [tcp(meshPlan.gateway.ports.edge ?? 8080)] });
  const egress: object[] = calleesOf(name).map((to) => ({ to: [podsOf(to)], ports: portsBetween(name, to) }));
  if (callsOutside(deployed)) egress.push(outside, modelServers('chat'));
  if (callsEmbedding(deployed)) egress.push(modelServers('embedding'));
  return policy(name, {
    podSelector: { matchLabels: policyLabelsOf(name) },
    policyTypes: ['Ingress', 'Egress'],
    ingress,
    egress,
  });
};

/** A job that calls PostgreSQL alone. */
export const policyOfJob = (name: string): object =>
  policy(name, {
    podSelector: { matchLabels: labelsOf(name) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [],
    egress: [{ to: [podsOf('postgres')], ports: [tcp(meshPlan.postgres.ports.sql ?? 5432)] }],
  });
