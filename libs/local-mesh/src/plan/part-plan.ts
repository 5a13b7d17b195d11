import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import type { CertificateName, IdentityName } from './identities.ts';

/** The parts that are not services of ours. */
export type EngineName =
  | 'postgres'
  | 'redis'
  | 'qdrant'
  | 'ratelimit'
  | 'jaeger'
  | 'otel-collector'
  | 'prometheus'
  | 'gateway';
export type PartName = EngineName | ServiceName;

/** What a part is told about the world around it, natively or in containers. */
export type PlanContext = {
  mode: 'local' | 'production';
  /** The address that a part listens on. */
  bindAddress: string;
  /** `host:port` at which the other parts reach a port of this one. */
  address(part: PartName, port: string): string;
  /** The number that the part itself listens on. */
  port(part: PartName, port: string): number;
  secret(name: SecretName): string;
  /** The folder with `tls.crt`, `tls.key` and `ca.crt` of an identity, as its holder sees it. */
  certificates(identity: IdentityName): string;
  /** The folder that holds envoy/ratelimit/. */
  envoyFolder: string;
  /** What the person who starts the mesh may set, by the same names. */
  chosen: Partial<Record<ChosenName, string>>;
};

export type SecretName =
  | 'POSTGRES_PASSWORD'
  | 'QDRANT_API_KEY'
  | 'KEY_ENCRYPTION_SECRET'
  | 'BOOTSTRAP_ADMIN_EMAIL'
  | 'BOOTSTRAP_ADMIN_PASSWORD'
  | `${Uppercase<ServiceName>}_DATABASE_PASSWORD`;

/** The name of the secret with which a service opens its database. */
export const databasePassword = (service: ServiceName) => {
  return `${service.toUpperCase()}_DATABASE_PASSWORD` as `${Uppercase<ServiceName>}_DATABASE_PASSWORD`;
};

/** Variables that pass from the environment of the launcher (or from .env) to the parts that name them. */
export const chosenNames = [
  'LOG_LEVEL',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'CHAT_MODEL',
  'MODEL_TOKENS_PER_USER_DAY',
  'TRACE_SHARE_PERCENT',
  'TRACE_DECISION_WAIT',
] as const;
export type ChosenName = (typeof chosenNames)[number];

export type PartPlan = {
  /** Its name in docker-compose.yml, which is also its host name there. */
  composeService: string;
  /** Ports by name, with the numbers that they have in containers; natively they are picked free. */
  ports: Record<string, number>;
  /** The certificates whose private keys it holds. */
  identities: CertificateName[];
  /** Parts that must be healthy before it is started. */
  dependsOn: PartName[];
  /** Parts of a lower stage are stopped first. */
  stopStage: number;
  /** Whether the mesh is called ready without it: its absence loses spans, no request. */
  mayComeLater?: true;
  /** Its environment; parts that are told everything by files or arguments have none. */
  environment?: (context: PlanContext) => Record<string, string>;
};
