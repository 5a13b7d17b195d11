import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ServiceName, type StoringService, serviceNames } from '@ai-teacher/contracts/values.ts';
import { raiseLimits } from '@ai-teacher/drill/mesh/raise-limits.ts';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { serviceDatabaseUrl } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { databasePassword, type PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { testClient } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { ask } from './ask.ts';

/** A separate mesh for one test, with two replicas of every service. */
export type ReplicatedMesh = {
  readonly gatewayUrl: string;
  readonly edgePort: number;
  readonly credentials: Credentials;
  /** The database URL of a service. */
  readonly databaseUrl: (service: StoringService) => string;
  /** Stops the second replica of every service gracefully. */
  readonly stopSeconds: () => Promise<void>;
  /** Kills the first replica of a service; the supervisor starts it again. */
  readonly killFirst: (service: ServiceName) => void;
  /**
   * Resolves when every killed replica runs again as a new process, and the gateway sees two healthy replicas
   * of each service.
   */
  readonly untilFirstsReturn: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const telemetry: PartName[] = ['jaeger', 'otel-collector', 'prometheus'];
const withoutTelemetry = partNames.filter((name) => !telemetry.includes(name));

/**
 * Starts the mesh in a separate folder.
 *
 * @param environment variables of the launcher, such as the model.
 * @param told variables for all services, and for chat alone.
 */
export const startReplicatedMesh = async ({
  environment,
  told,
}: {
  environment: Record<string, string>;
  told: { all: Record<string, string>; chat: Record<string, string> };
}): Promise<ReplicatedMesh> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-replicas-'));
  const said: string[] = [];
  try {
    const mesh = await startMesh({
      state: path.join(folder, 'mesh'),
      environment,
      progress: plainProgress((line) => said.push(line)),
      only: withoutTelemetry,
      replicas: 2,
      overrides: {
        ...Object.fromEntries(serviceNames.map((name) => [name, told.all])),
        chat: { ...told.all, ...told.chat },
        web: { ...told.all, ...testClient },
        ratelimit: { RUNTIME_ROOT: await raiseLimits(path.join(folder, 'limits')) },
      },
    });
    return controlsOf(mesh, folder);
  } catch (fault) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${fault}\n${said.join('\n')}`, { cause: fault });
  }
};

const controlsOf = async (mesh: Mesh, folder: string): Promise<ReplicatedMesh> => {
  const { addresses, credentials, supervisor, state } = mesh;
  if (credentials === undefined) throw new Error('the mesh has no accounts');
  const secrets = await openSecrets(state.secrets, {});
  const adminPort = portOf(addresses, 'gateway', 'admin');
  const bothCounted = async (): Promise<boolean> => {
    const { text } = await ask(adminPort, { path: '/stats?filter=-service(-mesh)?.membership_healthy' });
    return [...text.matchAll(/: (\d+)$/gm)].every(([, count]) => count === '2');
  };
  const untilBothCounted = () =>
    waitUntil(bothCounted, { what: 'two healthy replicas of every service', timeoutSeconds: 30 });
  await untilBothCounted();
  const killed = new Map<ServiceName, number>();
  const firstsRunAgain = () =>
    [...killed].every(([name, pid]) => ![undefined, pid].includes(supervisor.processId(name)));
  return {
    gatewayUrl: addresses.gatewayUrl,
    edgePort: portOf(addresses, 'gateway', 'edge'),
    credentials,
    databaseUrl: (service) =>
      serviceDatabaseUrl(service, {
        password: secrets[databasePassword(service)],
        hostPort: `127.0.0.1:${portOf(addresses, 'postgres', 'sql')}`,
      }),
    stopSeconds: async () => {
      await Promise.all(serviceNames.map((name) => supervisor.stopPart(`${name}-2`)));
    },
    killFirst: (service) => {
      const pid = supervisor.processId(service);
      if (pid === undefined) throw new Error(`${service} is not running`);
      killed.set(service, pid);
      process.kill(pid, 'SIGKILL');
    },
    untilFirstsReturn: async () => {
      await waitUntil(firstsRunAgain, { what: 'the killed replicas', timeoutSeconds: 120 });
      await untilBothCounted();
    },
    stop: async () => {
      await mesh.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
