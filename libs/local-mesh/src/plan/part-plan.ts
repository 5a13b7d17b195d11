import type { ServiceName, StoringService } from '@ai-teacher/contracts/values.ts';
import type { ChosenName } from './chosen-names.ts';
import type { CertificateName, IdentityName } from './identities.ts';

/** The parts that are not our own services. */
export type EngineName =
  | 'postgres'
  | 'redis'
  | 'redis-edge'
  | 'qdrant'
  | 'ratelimit'
  | 'jaeger'
  | 'otel-collector'
  | 'prometheus'
  | 'gateway';
export type PartName = EngineName | ServiceName;

/** The surroundings of a part, natively or in containers. */
export type PlanContext = {
  mode: 'local' | 'production';
  /** The address that a part listens on. */
  bindAddress: string;
  /** `host:port` at which other parts reach a port of this part. */
  address(part: PartName, port: string): string;
  /** The port number on which the part itself listens. */
  port(part: PartName, port: string): number;
  secret(name: SecretName): string;
  /** The folder with `tls.crt`, `tls.key` and `ca.crt` of an identity, as its holder opens it. */
  certificates(identity: IdentityName): string;
  /** The folder that contains envoy/ratelimit/. */
  envoyFolder: string;
  /** The variables of `chosenNames` that the operator has set. */
  chosen: Partial<Record<ChosenName, string>>;
};

export type SecretName =
  | 'POSTGRES_PASSWORD'
  | 'REDIS_PASSWORD'
  | 'QDRANT_API_KEY'
  | 'KEY_ENCRYPTION_SECRET'
  | 'BOOTSTRAP_ADMIN_EMAIL'
  | 'BOOTSTRAP_ADMIN_PASSWORD'
  | `${Uppercase<StoringService>}_DATABASE_PASSWORD`;

/** The name of a service's database password. */
export const databasePassword = (service: StoringService) => {
  return `${service.toUpperCase()}_DATABASE_PASSWORD` as `${Uppercase<StoringService>}_DATABASE_PASSWORD`;
};

export type PartPlan = {
  /** Its name in docker-compose.yml, also its host name there. */
  composeService: string;
  /** Ports by name, with their numbers in containers. Natively free ports are picked. */
  ports: Record<string, number>;
  /** The certificates whose private keys the part has. */
  identities: CertificateName[];
  /** Parts that must be healthy before this part starts. */
  dependsOn: PartName[];
  /** Parts of a lower stage stop first. */
  stopStage: number;
  /** Whether the mesh counts as ready without this part: without it spans are lost, but no request. */
  mayComeLater?: true;
  /** Its environment. Absent when files or arguments configure the part. */
  environment?: (context: PlanContext) => Record<string, string>;
};
