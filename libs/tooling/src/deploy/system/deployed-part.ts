import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { type ChosenName, chosenNames } from '@ai-teacher/local-mesh/plan/chosen-names.ts';
import { meshPlan, partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName, PlanContext, SecretName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { type ComposedPart, composedPartOf, substitutionPattern } from './composed-parts.ts';

/** A part's port that another part's environment names. */
export type Address = { readonly part: PartName; readonly port: string };

/** A variable of a container: a text, the key of a Secret, or the key of the ConfigMap `settings`. */
export type Variable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: SecretName }
  | { readonly name: string; readonly setting: ChosenName }
  | { readonly name: string; readonly optionalSecret: ChosenName };

/** Settings that are keys to other systems, so they come from a Secret, which an installation may lack. */
export const secretSettings: readonly ChosenName[] = chosenNames.filter((name) =>
  /(API_KEY|SECRET_PREVIOUS)$/.test(name),
);

const secretMark = (name: string): string => `__secret_${name}__`;
const settingMark = (name: string): string => `__setting_${name}__`;
const secretPattern = /__secret_(\w+?)__/g;

/** The certificates of a workload, as its container mounts them. */
export const certificateFolder = (part: PartName, identity: string): string =>
  part === 'gateway' ? `/certificates/${identity}` : '/certificates';

/**
 * PostgreSQL is called over TLS in every overlay. Its certificate has the authority of the mesh, which each
 * workload with a certificate has already.
 */
const databaseTls = '?sslmode=verify-full&sslrootcert=/certificates/ca.crt';
const withDatabaseTls = (value: string): string =>
  value.startsWith('postgres://') ? `${value}${databaseTls}` : value;

/** The plan's surroundings of a part in Kubernetes. Notes each address that the part's environment uses. */
const inKubernetes = (part: PartName, used: Address[]): PlanContext => ({
  mode: 'production',
  bindAddress: '0.0.0.0',
  address: (other, port) => {
    used.push({ part: other, port });
    return `${meshPlan[other].composeService}:${meshPlan[other].ports[port]}`;
  },
  port: (other, port) => meshPlan[other].ports[port] ?? Number.NaN,
  secret: secretMark,
  certificates: (identity) => certificateFolder(part, identity),
  envoyFolder: '/etc/envoy',
  chosen: Object.fromEntries(chosenNames.map((name) => [name, settingMark(name)])),
});

const variableOf = (name: string, value: string): Variable => {
  const setting = chosenNames.find((known) => value === settingMark(known));
  if (setting !== undefined)
    return secretSettings.includes(setting) ? { name, optionalSecret: setting } : { name, setting };
  const only = [...value.matchAll(secretPattern)].find(([whole]) => whole === value)?.[1];
  if (only !== undefined) return { name, secret: only as SecretName };
  return { name, value: withDatabaseTls(value.replaceAll(secretPattern, '$($1)')) };
};

/** The secrets that a text contains. A container declares them as variables before it uses them. */
const secretsIn = (text: string): Variable[] =>
  [...text.matchAll(secretPattern)].map(([, name = '']) => ({ name, secret: name as SecretName }));

const isOnlySecret = (value: string): boolean => value.replace(secretPattern, '') === '' && value !== '';

/** Values of docker-compose.yml with their secrets marked. */
const markedText = (text: string): string =>
  text.replaceAll(substitutionPattern, (_, name: string) => secretMark(name));

export type DeployedPart = {
  readonly part: PartName;
  /** Its name in Kubernetes and its host name. */
  readonly name: string;
  readonly isService: boolean;
  readonly composed: ComposedPart;
  readonly variables: readonly Variable[];
  readonly args: readonly string[];
  /** The addresses that its environment contains. */
  readonly calls: readonly Address[];
};

const isServiceName = (part: PartName): part is ServiceName => serviceNames.some((name) => name === part);

/** The plan's environment, and what docker-compose.yml adds to it for a part that is not our own. */
const valuesOf = (part: PartName, calls: Address[]): Record<string, string> => {
  const planned = meshPlan[part].environment?.(inKubernetes(part, calls)) ?? {};
  if (isServiceName(part)) return planned;
  const composed = Object.entries(composedPartOf(meshPlan[part].composeService).environment);
  return { ...Object.fromEntries(composed.map(([name, value]) => [name, markedText(value)])), ...planned };
};

/** A part of the mesh as Kubernetes runs it, from the plan and from docker-compose.yml. */
const deployedPart = (part: PartName): DeployedPart => {
  const { composeService: name } = meshPlan[part];
  const calls: Address[] = [];
  const values = Object.entries(valuesOf(part, calls));
  const isService = isServiceName(part);
  const composed = composedPartOf(name);
  const args = isService ? [] : composed.command.map(markedText);
  const texts = [...values.map(([, value]) => value).filter((value) => !isOnlySecret(value)), ...args];
  const declared = new Map(texts.flatMap(secretsIn).map((variable) => [variable.name, variable]));
  for (const [key, value] of values) declared.set(key, variableOf(key, value));
  return {
    part,
    name,
    isService,
    composed,
    variables: [...declared.values()],
    args: args.map((value) => value.replaceAll(secretPattern, '$($1)')),
    calls,
  };
};

/**
 * The second tier of collectors, which decides about whole traces. Its file is the one of a single
 * collector.
 */
export const samplingTier = 'sampling-collector';

/**
 * Every part of the mesh. A cluster has two tiers of collectors, because one trace passes many collectors.
 */
export const deployedParts: readonly DeployedPart[] = partNames.flatMap((part) => {
  const deployed = deployedPart(part);
  return part === 'otel-collector' ? [deployed, { ...deployed, name: samplingTier }] : [deployed];
});

/** Whether the environment of a service names a database. */
export const isStoring = ({ variables }: DeployedPart): boolean =>
  variables.some(({ name }) => name === 'DATABASE_URL');

/** The services with a database. */
export const storingParts: readonly DeployedPart[] = deployedParts.filter(isStoring);

/** The address of the database, and the password in it. */
export const databaseVariables = (variables: readonly Variable[]): Variable[] =>
  variables.filter(({ name }) => name === 'DATABASE_URL' || name.endsWith('_DATABASE_PASSWORD'));

/** A variable as the container of a pod declares it. */
export const environmentOfContainer = (variables: readonly Variable[]): object[] =>
  variables.map((variable) => {
    const { name } = variable;
    if ('value' in variable) return { name, value: variable.value };
    if ('secret' in variable) return { name, valueFrom: { secretKeyRef: secretKeyOf(variable.secret) } };
    if ('setting' in variable)
      return {
        name,
        valueFrom: { configMapKeyRef: { name: 'settings', key: variable.setting, optional: true } },
      };
    return {
      name,
      valueFrom: { secretKeyRef: { name: 'optional-secrets', key: variable.optionalSecret, optional: true } },
    };
  });

/**
 * Where a secret is stored. The password of a database role has a Secret of its own, of the type that
 * CloudNativePG reads; all others are keys of the Secret `secrets`.
 */
export const secretKeyOf = (name: string): { name: string; key: string } => {
  const [, service] = /^(\w+)_DATABASE_PASSWORD$/.exec(name) ?? [];
  return service === undefined
    ? { name: 'secrets', key: name }
    : { name: `${service.toLowerCase()}-database`, key: 'password' };
};
