import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { certificateSecret } from './certificates.ts';
import { probesOf, stopOf } from './probes.ts';
import { resourcesOf } from './sizes.ts';
import {
  certificateFolder,
  type DeployedPart,
  databaseVariables,
  environmentOfContainer,
  isStoring,
  samplingTier,
} from './system/deployed-part.ts';

/** A volume with the place where the container sees it. */
type Mount = { readonly volume: { name: string } & Record<string, unknown>; readonly path: string };

const readOnlyMode = 0o440;

export const labelsOf = (name: string): Record<string, string> => ({ 'app.kubernetes.io/name': name });

/**
 * The labels by which policies name the pods of a part. CloudNativePG sets `app.kubernetes.io/name` of its
 * pods and volumes itself, and some versions rewrite an inherited one endlessly, so PostgreSQL has a label of
 * ours.
 */
export const policyLabelsOf = (name: string): Record<string, string> =>
  name === 'postgres' ? { 'ai-teacher/store': name } : labelsOf(name);

/** A canary of a service has the same name and another track, so the Service of each selects its own pods. */
export const selectorOf = (name: string): Record<string, string> => ({
  ...labelsOf(name),
  'ai-teacher/track': 'stable',
});

const certificateMounts = (part: PartName): Mount[] =>
  meshPlan[part].identities.map((identity) => ({
    path: certificateFolder(part, identity),
    volume: {
      name: certificateSecret(identity),
      secret: { secretName: certificateSecret(identity), defaultMode: readOnlyMode },
    },
  }));

const configMount = (name: string, path: string, items?: object[]): Mount => ({
  path,
  volume: { name, configMap: { name, defaultMode: readOnlyMode, ...(items ? { items } : {}) } },
});

/** Keys of a ConfigMap have no folders, so each file of `sds/` is placed. */
const envoyItems = [
  ...['envoy.yaml', 'lds.yaml', 'rds.yaml', 'rds-mesh.yaml', 'cds.yaml', 'drain.sh'].map((name) => ({
    key: name,
    path: name,
  })),
  ...['edge', 'gateway', 'mesh', 'trust'].map((name) => ({
    key: `sds.${name}.yaml`,
    path: `sds/${name}.yaml`,
  })),
];

const telemetryMount = (...names: string[]): Mount => ({
  path: '/etc/otel-collector',
  volume: {
    name: 'configuration',
    projected: { defaultMode: readOnlyMode, sources: names.map((name) => ({ configMap: { name } })) },
  },
});

/** The files of each part, by its name. */
const configMountsOf: Readonly<Record<string, Mount[]>> = {
  gateway: [configMount('envoy', '/etc/envoy', envoyItems)],
  ratelimit: [configMount('ratelimit', '/etc/envoy/ratelimit')],
  'otel-collector': [telemetryMount('routing')],
  [samplingTier]: [telemetryMount('sampling')],
  jaeger: [telemetryMount('jaeger')],
  prometheus: [telemetryMount('scrapes', 'alerts')],
};

/** Readers of PDFs write uploads and pages there. */
const scratchOf = (part: PartName): Mount => ({
  path: '/tmp',
  volume: { name: 'scratch', emptyDir: { sizeLimit: part === 'rag' ? '1Gi' : '256Mi' } },
});

const securityOfPod = (user: string): object => {
  const [uid, gid] = user.split(':').map(Number);
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: gid,
    fsGroup: gid,
    // Otherwise each start changes the owner of every file of a store.
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
};

const securityOfContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** Ports of the pod, without those of loopback. */
const portsOf = (part: PartName): object[] =>
  Object.entries(meshPlan[part].ports)
    .filter(([name]) => name !== 'admin' && name !== 'debug')
    .map(([name, containerPort]) => ({ name, containerPort }));

/** Pods of a part are distributed over zones, and over nodes within a zone. */
const spreadOf = (name: string): object[] =>
  ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labelsOf(name) },
  }));

type PodParts = {
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly user: string;
  readonly container: Record<string, unknown>;
  readonly mounts: readonly Mount[];
  readonly spec?: object;
  /** A container that ends before the others start. */
  readonly before?: Record<string, unknown>;
};

const hardened = (container: Record<string, unknown>, mounts: readonly Mount[]): object => ({
  ...container,
  securityContext: securityOfContainer,
  volumeMounts: mounts.map(({ path, volume }) => ({
    name: volume.name,
    mountPath: path,
    ...('emptyDir' in volume || 'persistent' in volume ? {} : { readOnly: true }),
  })),
});

/**
 * A new version of a service starts when the job has migrated its database. The old version serves meanwhile.
 */
const waitForMigrations = ({ part, variables, composed }: DeployedPart): Record<string, unknown> => ({
  name: 'wait-for-migrations',
  image: composed.image,
  args: ['node', 'libs/service-kit/src/migrations/migrate-cli.ts', part, '--wait'],
  env: environmentOfContainer(databaseVariables(variables)),
  resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
});

/**
 * A pod under the `restricted` standard: no root, no capability, a read-only root file system, the runtime's
 * seccomp profile, no token of Kubernetes, and no variables about other Services.
 */
export const podOf = ({
  name,
  labels = labelsOf(name),
  user,
  container,
  mounts,
  spec,
  before,
}: PodParts): object => ({
  metadata: { labels },
  spec: {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: securityOfPod(user),
    ...spec,
    ...(before ? { initContainers: [hardened(before, mounts)] } : {}),
    containers: [hardened({ name, ...container }, mounts)],
    volumes: mounts.map(({ volume }) => volume).filter((volume) => !('persistent' in volume)),
  },
});

/** The pod of a part of the mesh. */
export const podOfPart = (deployed: DeployedPart, further: readonly Mount[] = []): object => {
  const { part, name, isService, variables, args, composed } = deployed;
  const { lifecycle, ...stop } = stopOf(part, isService);
  return podOf({
    name,
    labels: { ...selectorOf(name), ...policyLabelsOf(name) },
    user: composed.user,
    container: {
      image: composed.image,
      ...(args.length > 0 ? { args } : {}),
      env: environmentOfContainer(variables),
      ports: portsOf(part),
      resources: resourcesOf(part, composed),
      ...probesOf(part),
      ...(lifecycle ? { lifecycle } : {}),
    },
    mounts: [scratchOf(part), ...certificateMounts(part), ...(configMountsOf[name] ?? []), ...further],
    spec: { ...stop, topologySpreadConstraints: spreadOf(name) },
    ...(isStoring(deployed) ? { before: waitForMigrations(deployed) } : {}),
  });
};
