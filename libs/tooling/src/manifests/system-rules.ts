import type { Manifest } from './manifest.ts';
import { ofKind, podIn, selects, serversIn, titleOf, workloadsIn } from './manifest.ts';
import type { Rule } from './pod-rules.ts';

const labelsOfPod = (workload: Manifest): Record<string, string> => podIn(workload).metadata.labels;

/** Parts that one pod serves: a second one would count, store or decide apart from the first. */
const singlePods = new Set([
  'redis',
  'redis-edge',
  'postgres',
  'qdrant',
  'prometheus',
  'jaeger',
  'sampling-collector',
]);

const growsBy = (scaler: Manifest): string[] => scaler.spec.metrics.map(({ type }: Manifest) => type);

/** The places of the arguments of `bash envoy/drain.sh`. */
const drainArguments = { maxSeconds: 3, quietSeconds: 4 } as const;
/** A balancer before the cluster sends new connections until its checks have failed. */
const minQuietSeconds = 20;

/** Seconds that the stop hook of a container may take. */
const drainSeconds = ({ lifecycle }: Manifest): number => {
  const { exec, sleep } = lifecycle?.preStop ?? {};
  if (sleep !== undefined) return sleep.seconds;
  return exec === undefined ? 0 : Number(exec.command[drainArguments.maxSeconds]);
};

/**
 * After the signal a service takes 3 s of notice, 10 s of grace and 2 s of last answers. Its pools of jobs
 * then stop concurrently: 4 s until they interrupt their jobs, some seconds until the queue has recorded the
 * results.
 */
const stopSecondsOfService = 25;

const stopsInTime = (workload: Manifest): boolean => {
  const { terminationGracePeriodSeconds: grace = 30, containers } = podIn(workload).spec;
  const own = workload.metadata.name.endsWith('-service') ? stopSecondsOfService : 0;
  return grace > Math.max(...containers.map(drainSeconds)) + own + 5;
};

/** Below this, a store that reads its log of changes after a crash would be restarted again and again. */
const minStartSecondsOfStore = 600;

const startsInTime = (workload: Manifest): boolean =>
  podIn(workload).spec.containers.every(
    ({ startupProbe: { periodSeconds, failureThreshold } }: Manifest) =>
      periodSeconds * failureThreshold >= minStartSecondsOfStore,
  );

/** A Service that publishes unready pods names a pod in DNS until its end, however long its hook waits. */
const staysInDns = (workload: Manifest, services: readonly Manifest[]): boolean => {
  const waits = podIn(workload).spec.containers.some(({ lifecycle }: Manifest) => lifecycle?.preStop?.sleep);
  return (
    waits &&
    services.some(
      ({ spec }) => spec.publishNotReadyAddresses && selects(spec.selector, labelsOfPod(workload)),
    )
  );
};

/** Objects of these kinds hold values that belong to an installation. */
const hasSecretValue = ({ kind, ...rest }: Manifest): boolean =>
  kind === 'Secret' || /:\/\/[^:/@\s]*:(?!\$\()[^@\s/$]+@/.test(JSON.stringify(rest));

const referencesIn = (workload: Manifest): { kind: string; name: string; isOptional: boolean }[] => {
  const found: { kind: string; name: string; isOptional: boolean }[] = [];
  const read = (value: Manifest): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inside] of Object.entries<Manifest>(value)) {
      const isOptional = inside?.optional === true;
      if (key === 'secretKeyRef' || (key === 'secret' && inside.secretName))
        found.push({ kind: 'Secret', name: inside.secretName ?? inside.name, isOptional });
      if (key === 'configMapKeyRef' || (key === 'configMap' && inside.name))
        found.push({ kind: 'ConfigMap', name: inside.name, isOptional: false });
      read(inside);
    }
  };
  read(podIn(workload));
  const { serviceAccountName } = podIn(workload).spec;
  return [...found, { kind: 'ServiceAccount', name: serviceAccountName, isOptional: false }];
};

/** Secrets that the operator creates (deploy/README.md): by name, with no value in the repository. */
export const operatorSecrets = (manifests: readonly Manifest[]): string[] => [
  'secrets',
  ...ofKind(manifests, 'Job')
    .map(({ metadata }) => /^(\w+)-migrations$/.exec(metadata.name)?.[1])
    .flatMap((service) => (service === undefined ? [] : [`${service}-database`])),
];

const missingReferences: Rule = (manifests) => {
  const known = new Set([
    ...manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ...ofKind(manifests, 'Certificate').map(({ spec }) => `Secret ${spec.secretName}`),
    ...operatorSecrets(manifests).map((name) => `Secret ${name}`),
  ]);
  return workloadsIn(manifests).flatMap((workload) =>
    referencesIn(workload)
      .filter(({ kind, name, isOptional }) => !isOptional && !known.has(`${kind} ${name}`))
      .map(({ kind, name }) => `${titleOf(workload)}: ${kind} ${name}`),
  );
};

const isCovered = (workload: Manifest, policies: readonly Manifest[], type: string): boolean =>
  policies.some(
    ({ spec }) =>
      spec.policyTypes.includes(type) &&
      spec.podSelector.matchLabels !== undefined &&
      selects(spec.podSelector.matchLabels, labelsOfPod(workload)),
  );

export const systemRules = {
  'every server may lose one pod at a time to the maintenance of nodes': (manifests) =>
    serversIn(manifests)
      .filter(
        (workload) =>
          ofKind(manifests, 'PodDisruptionBudget').filter(
            ({ spec }) =>
              spec.maxUnavailable === 1 && selects(spec.selector.matchLabels, labelsOfPod(workload)),
          ).length !== 1,
      )
      .map(titleOf),
  'the pods of every server are distributed over zones and nodes': (manifests) =>
    serversIn(manifests)
      .filter((workload) => {
        const keys = (podIn(workload).spec.topologySpreadConstraints ?? [])
          .filter(({ labelSelector }: Manifest) => selects(labelSelector.matchLabels, labelsOfPod(workload)))
          .map(({ topologyKey }: Manifest) => topologyKey);
        return !(keys.includes('topology.kubernetes.io/zone') && keys.includes('kubernetes.io/hostname'));
      })
      .map(titleOf),
  'every server grows by processor time, and a service and the gateway also by a number of their own': (
    manifests,
  ) => {
    const scalers = ofKind(manifests, 'HorizontalPodAutoscaler');
    if (scalers.length === 0) return [];
    return ofKind(manifests, 'Deployment')
      .filter(({ metadata }) => !singlePods.has(metadata.name))
      .filter(({ metadata: { name } }) => {
        const scaler = scalers.find(({ spec }) => spec.scaleTargetRef.name === name);
        if (scaler === undefined || scaler.spec.minReplicas < 2) return true;
        const wanted = /-service$|^gateway$/.test(name) ? ['Resource', 'External'] : ['Resource'];
        return !wanted.every((type) => growsBy(scaler).includes(type));
      })
      .map(titleOf);
  },
  'every server is given longer for its stop than its drain takes': (manifests) =>
    serversIn(manifests)
      .filter((workload) => !stopsInTime(workload))
      .map(titleOf),
  'every store is given the time to read its data at its start': (manifests) =>
    ofKind(manifests, 'StatefulSet')
      .filter((workload) => !startsInTime(workload))
      .map(titleOf),
  'every server that waits before its stop leaves DNS at the begin of the wait': (manifests) =>
    serversIn(manifests)
      .filter((workload) => staysInDns(workload, ofKind(manifests, 'Service')))
      .map(titleOf),
  'the gateway drains before its stop, until no balancer sends it a request': (manifests) =>
    ofKind(manifests, 'Deployment')
      .filter(({ metadata }) => metadata.name === 'gateway')
      .filter((workload) => {
        const [container] = podIn(workload).spec.containers;
        const command = container.lifecycle?.preStop?.exec?.command ?? [];
        const quiet = Number(command[drainArguments.quietSeconds]);
        return !(command.includes('/etc/envoy/drain.sh') && quiet >= minQuietSeconds);
      })
      .map(titleOf),
  'nothing is reachable that no policy names, and every pod has a policy of its own in both directions': (
    manifests,
  ) => {
    const policies = ofKind(manifests, 'NetworkPolicy');
    const isDefault = policies.some(
      ({ spec }) =>
        Object.keys(spec.podSelector).length === 0 &&
        ['Ingress', 'Egress'].every((type) => spec.policyTypes.includes(type)) &&
        !spec.ingress &&
        !spec.egress,
    );
    const bare = workloadsIn(manifests).filter(
      (workload) => !['Ingress', 'Egress'].every((type) => isCovered(workload, policies, type)),
    );
    return [...(isDefault ? [] : ['NetworkPolicy default-deny']), ...bare.map(titleOf)];
  },
  'no object holds the value of a secret': (manifests) => manifests.filter(hasSecretValue).map(titleOf),
  'every object that a pod names exists, or is a Secret that the operator creates': missingReferences,
  'every service account is without a token': (manifests) =>
    ofKind(manifests, 'ServiceAccount')
      .filter(({ automountServiceAccountToken }) => automountServiceAccountToken !== false)
      .map(titleOf),
  'the namespace enforces the restricted standard': (manifests) =>
    ofKind(manifests, 'Namespace')
      .filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
      .map(titleOf),
} satisfies Record<string, Rule>;
