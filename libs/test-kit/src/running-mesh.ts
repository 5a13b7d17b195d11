import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Credentials } from '@ai-teacher/local-mesh/accounts.ts';
import type { Addresses } from '@ai-teacher/local-mesh/addresses.ts';
import type { IdentityName } from '@ai-teacher/local-mesh/identities.ts';
import type { PartName } from '@ai-teacher/local-mesh/mesh-plan.ts';
import { callBroker } from './broker-client.ts';
import { readIdentity, type TlsIdentity } from './certificates.ts';
import type { MeshFacts } from './mesh-broker.ts';

/** A whole mesh: the real gateway, the real engines, all services. One for the run, shared by its test files. */
export interface RunningMesh {
  gatewayUrl: string;
  meshUrl: string;
  jaegerUrl: string;
  stateDirectory: string;
  addresses: Addresses;
  /** Admin, teacher and student. */
  credentials: Credentials;
  /** What proves an identity in this mesh. */
  identity(name: IdentityName): TlsIdentity;
  /** The lines that a part has written until now. */
  logs(part: PartName): string[];
  /** Stops a part, as when a machine is taken away; whoever stops one starts it again in the same test. */
  stopPart(part: PartName): Promise<void>;
  /** Fulfilled when it is healthy again. */
  startPart(part: PartName): Promise<void>;
  /** Kills the process of a part; the launcher starts it again by itself. */
  killPart(part: PartName): Promise<void>;
}

/** Starts the mesh of this run, or finds it started. Takes up to half a minute the first time: call it in `beforeAll`. */
export async function runningMesh(): Promise<RunningMesh> {
  const { stateDirectory, addresses, credentials } = await callBroker<MeshFacts>('mesh');
  const { gatewayUrl, meshUrl, jaegerUrl } = addresses;
  return {
    gatewayUrl,
    meshUrl,
    jaegerUrl,
    stateDirectory,
    addresses,
    credentials,
    identity: (name) => readIdentity(path.join(stateDirectory, 'certificates', name)),
    logs: (part) => readFileSync(path.join(stateDirectory, 'logs', `${part}.log`), 'utf8').split('\n'),
    stopPart: (part) => callBroker('stopPart', part),
    startPart: (part) => callBroker('startPart', part),
    killPart: (part) => callBroker('killPart', part),
  };
}
