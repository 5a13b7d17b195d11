import { containersIn, type Manifest, podIn, serversIn, titleOf, workloadsIn } from './manifest.ts';

/** A rule about the manifests of an overlay: a line for each breach, none when it holds. */
export type Rule = (manifests: readonly Manifest[]) => string[];

const eachWorkload =
  (isKept: (workload: Manifest) => boolean): Rule =>
  (manifests) =>
    workloadsIn(manifests)
      .filter((workload) => !isKept(workload))
      .map(titleOf);

const eachContainer =
  (isKept: (container: Manifest) => boolean): Rule =>
  (manifests) =>
    workloadsIn(manifests).flatMap((workload) =>
      containersIn(workload)
        .filter((container) => !isKept(container))
        .map(({ name }) => `${titleOf(workload)}: ${name}`),
    );

const isBounded = ({ resources = {} }: Manifest): boolean =>
  ['requests', 'limits'].every((part) => resources[part]?.cpu && resources[part]?.memory);

const isConfined = ({ securityContext: context = {} }: Manifest): boolean =>
  context.allowPrivilegeEscalation === false &&
  context.readOnlyRootFilesystem === true &&
  context.privileged !== true &&
  JSON.stringify(context.capabilities) === '{"drop":["ALL"]}';

const isUnprivileged = (workload: Manifest): boolean => {
  const { securityContext: context = {}, hostNetwork, hostPID, hostIPC, volumes = [] } = podIn(workload).spec;
  return (
    context.runAsNonRoot === true &&
    context.runAsUser > 0 &&
    context.runAsGroup > 0 &&
    context.seccompProfile?.type === 'RuntimeDefault' &&
    !(hostNetwork || hostPID || hostIPC) &&
    volumes.every((volume: Manifest) => volume.hostPath === undefined)
  );
};

/** A fixed tag or digest; `latest` and no tag would change without a change of the repository. */
const hasFixedImage = ({ image }: Manifest): boolean => /:v?[0-9a-f][\w.-]*$|@sha256:/.test(image);

const isProbed = (container: Manifest): boolean =>
  ['startupProbe', 'readinessProbe', 'livenessProbe'].every((probe) => container[probe] !== undefined);

const isServing = (name: string): boolean => name !== 'wait-for-migrations';

/** A probe of a service asks the plain port, and its liveness never asks another part. */
const asksPlainPort = (workload: Manifest): boolean => {
  const [container] = podIn(workload).spec.containers;
  if (!workload.metadata.name.endsWith('-service')) return true;
  return (
    container.livenessProbe.httpGet?.path === '/livez' &&
    container.startupProbe.httpGet?.path === '/livez' &&
    container.readinessProbe.httpGet?.path === '/readyz' &&
    ['startupProbe', 'readinessProbe', 'livenessProbe'].every(
      (probe) => container[probe].httpGet.port === 9000,
    )
  );
};

const hasNoToken = (workload: Manifest): boolean =>
  podIn(workload).spec.automountServiceAccountToken === false;

const hasNoServiceLinks = (workload: Manifest): boolean => podIn(workload).spec.enableServiceLinks === false;

export const podRules = {
  'every container has requests and limits of processor time and memory': eachContainer(isBounded),
  'every container has no capability, no way to gain one, and a read-only root': eachContainer(isConfined),
  'every pod is not root, under the seccomp profile of the runtime, and apart from its node':
    eachWorkload(isUnprivileged),
  'every image has a fixed version': eachContainer(hasFixedImage),
  'no pod has a token of Kubernetes': eachWorkload(hasNoToken),
  'no pod receives variables about the Services beside it': eachWorkload(hasNoServiceLinks),
  'every server has a probe of its start, its readiness and its life': (manifests) =>
    serversIn(manifests).flatMap((workload) =>
      containersIn(workload)
        .filter((container) => isServing(container.name) && !isProbed(container))
        .map(({ name }) => `${titleOf(workload)}: ${name}`),
    ),
  'the probes of a service ask its plain port, and its life depends on no other part': (manifests) =>
    serversIn(manifests)
      .filter((workload) => !asksPlainPort(workload))
      .map(titleOf),
} satisfies Record<string, Rule>;
