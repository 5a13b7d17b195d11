import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import type { IdentityName } from '@ai-teacher/local-mesh/plan/identities.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import type { Addresses } from '@ai-teacher/local-mesh/state/addresses.ts';
import { callBroker } from '../broker/broker-client.ts';
import { readIdentity, type TlsIdentity } from '../identity/certificates.ts';
import type { MeshFacts } from './mesh-broker.ts';
import { declaredMeshUse } from './mesh-use.ts';
import { ownPeople } from './own-people.ts';

/**
 * A whole mesh: the real gateway, the real stores, all services. One mesh per run, shared by its test files.
 */
export type RunningMesh = {
  gatewayUrl: string;
  meshUrl: string;
  jaegerUrl: string;
  stateDirectory: string;
  addresses: Addresses;
  /** The first admin of the mesh, and a teacher and a student of this test file alone. */
  credentials: Credentials;
  /** The certificate of an identity in this mesh. */
  identity(name: IdentityName): TlsIdentity;
  /** The lines that a part has written until now. */
  logs(part: PartName): string[];
  /** Stops a part, as when its machine is removed. The same test must start the part again. */
  stopPart(part: PartName): Promise<void>;
  /** Fulfilled when the part is healthy again. */
  startPart(part: PartName): Promise<void>;
  /** Kills the process of a part. The launcher starts the part again. */
  killPart(part: PartName): Promise<void>;
  /** Freezes a part (SIGSTOP): its connections stay open and it answers nothing, until it is thawed. */
  freezePart(part: PartName): Promise<void>;
  /** Lets a frozen part continue (SIGCONT). */
  thawPart(part: PartName): Promise<void>;
  /** Renews the certificates of all parts, as the launcher does at half of their life. */
  renewCertificates(): Promise<void>;
};

/**
 * The mesh of this run, for a test file whose first comment says `@mesh shared`, or `@mesh alone` when it
 * stops or kills parts. It has been started before the file's first hook.
 */
export const runningMesh = async (): Promise<RunningMesh> => {
  const use = declaredMeshUse();
  if (use === 'own') throw new Error('A test file with /** @mesh own */ starts its mesh itself.');
  const { stateDirectory, addresses, credentials } = await callBroker<MeshFacts>('mesh');
  const { gatewayUrl, meshUrl, jaegerUrl } = addresses;
  const { admin } = credentials;
  const people = await ownPeople(gatewayUrl, admin, ['teacher', 'student']);
  const harm = async (call: string, part: PartName): Promise<void> => {
    if (use !== 'alone')
      throw new Error('A test file that stops or kills parts begins with /** @mesh alone */.');
    await callBroker(call, part);
  };
  return {
    gatewayUrl,
    meshUrl,
    jaegerUrl,
    stateDirectory,
    addresses,
    credentials: { admin, ...people },
    identity: (name) => readIdentity(path.join(stateDirectory, 'certificates', name)),
    logs: (part) => readFileSync(path.join(stateDirectory, 'logs', `${part}.log`), 'utf8').split('\n'),
    stopPart: (part) => harm('stopPart', part),
    startPart: (part) => harm('startPart', part),
    killPart: (part) => harm('killPart', part),
    freezePart: (part) => harm('freezePart', part),
    thawPart: (part) => harm('thawPart', part),
    renewCertificates: () => callBroker('renewCertificates'),
  };
};
