import { certificateSecret } from './certificates.ts';
import { policyOfJob } from './network-policies.ts';
import { labelsOf, podOf } from './pod.ts';
import { composedPartOf } from './system/composed-parts.ts';
import {
  databaseVariables,
  environmentOfContainer,
  storingParts,
  type Variable,
} from './system/deployed-part.ts';
import { serviceAccountOf } from './workloads.ts';

const resources = {
  requests: { cpu: '100m', memory: '192Mi' },
  limits: { cpu: '1', memory: '512Mi' },
};

/** The authority alone, without a private key: a job verifies PostgreSQL and proves no identity. */
const authorityMount = {
  path: '/certificates',
  volume: {
    name: 'authority',
    secret: {
      secretName: certificateSecret('postgres'),
      defaultMode: 0o440,
      items: [{ key: 'ca.crt', path: 'ca.crt' }],
    },
  },
};
const scratch = { path: '/tmp', volume: { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } } };

const jobOf = (name: string, variables: readonly Variable[]): object[] => {
  const { image, user, command } = composedPartOf(name);
  return [
    serviceAccountOf(name),
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, labels: { ...labelsOf(name), 'ai-teacher/job': 'before-release' } },
      spec: {
        backoffLimit: 10,
        activeDeadlineSeconds: 3600,
        // Afterwards the same name is free for the job of the next version.
        ttlSecondsAfterFinished: 600,
        template: podOf({
          name,
          user,
          container: { image, args: command, env: environmentOfContainer(variables), resources },
          mounts: [scratch, authorityMount],
          spec: { restartPolicy: 'OnFailure' },
        }),
      },
    },
    policyOfJob(name),
  ];
};

/** The job that migrates the database of each service, before the pods of the new version serve. */
export const migrationJobs = (): object[] =>
  storingParts.flatMap((deployed) =>
    jobOf(`${deployed.part}-migrations`, databaseVariables(deployed.variables)),
  );

/** The job that creates roles and databases on a PostgreSQL of the cluster's own StatefulSet. */
export const databasesJob = (): object[] => {
  const passwords = storingParts.map(
    ({ part }): Variable => ({
      name: `${part.toUpperCase()}_DATABASE_PASSWORD`,
      secret: `${part.toUpperCase()}_DATABASE_PASSWORD` as 'AUTH_DATABASE_PASSWORD',
    }),
  );
  return jobOf('databases', [
    { name: 'DEPLOYMENT_MODE', value: 'production' },
    { name: 'POSTGRES_PASSWORD', secret: 'POSTGRES_PASSWORD' },
    {
      name: 'ADMIN_DATABASE_URL',
      value:
        'postgres://postgres:$(POSTGRES_PASSWORD)@postgres:5432/postgres?sslmode=verify-full&sslrootcert=/certificates/ca.crt',
    },
    ...passwords,
  ]);
};
