import { certificates } from './certificates.ts';
import {
  baseKustomization,
  envoyKustomization,
  jaegerConfiguration,
  prometheusConfiguration,
  routingConfiguration,
  telemetryKustomization,
  yamlOf,
} from './configuration.ts';
import { databasesJob, migrationJobs } from './jobs.ts';
import { defaultPolicies, policyOf } from './network-policies.ts';
import { accessFile, postgresCluster } from './postgres.ts';
import { type DeployedPart, deployedParts } from './system/deployed-part.ts';
import { objectsOf } from './workloads.ts';

const base = 'deploy/base/generated';

/** PostgreSQL is a pod in one overlay and a managed cluster in the other. */
const isPostgres = ({ part }: DeployedPart): boolean => part === 'postgres';

/**
 * The generated files of `deploy/`, by path from the root: the parts of the plan, with what belongs to each.
 * A further service in the plan appears here by itself.
 */
export const deployFiles = (): Record<string, string> => {
  const parts: Record<string, string> = {};
  for (const deployed of deployedParts.filter((each) => !isPostgres(each)))
    parts[`${deployed.name}.yaml`] = yamlOf([...objectsOf(deployed), policyOf(deployed)]);
  parts['certificates.yaml'] = yamlOf(certificates());
  parts['migrations.yaml'] = yamlOf(migrationJobs());
  parts['network.yaml'] = yamlOf(defaultPolicies());
  const single = deployedParts.filter(isPostgres);
  return {
    ...Object.fromEntries(Object.entries(parts).map(([name, text]) => [`${base}/${name}`, text])),
    [`${base}/kustomization.yaml`]: baseKustomization(Object.keys(parts).toSorted()),
    [`${base}/config/routing.yaml`]: routingConfiguration(),
    [`${base}/config/jaeger.yaml`]: jaegerConfiguration(),
    [`${base}/config/prometheus.yaml`]: prometheusConfiguration(),
    'envoy/Kustomization': envoyKustomization(),
    'otel-collector/Kustomization': telemetryKustomization(),
    'deploy/overlays/single-node/generated/postgres.yaml': yamlOf([
      ...single.flatMap((deployed) => [...objectsOf(deployed), policyOf(deployed, ['databases'])]),
      ...databasesJob(),
    ]),
    'deploy/overlays/single-node/generated/pg_hba.conf': accessFile(),
    'deploy/overlays/production/generated/postgres.yaml': yamlOf([
      ...postgresCluster(),
      ...single.map((deployed) => policyOf(deployed)),
    ]),
  };
};
