import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { meshPlan } from '../plan/mesh-plan.ts';
import type { ProcessName } from '../plan/replicas.ts';
import { buildClient } from '../provision/build-client.ts';
import { repositoryRoot } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import { answersOk } from './http-health.ts';
import type { Part } from './part.ts';

export type ServiceProcess = {
  name: ServiceName;
  /** The name of this process, when the service has several. */
  process: ProcessName;
  environment: Record<string, string>;
  /** Processes of each service that start concurrently. */
  replicas: number;
  /** The root of the code that its next start runs. */
  codeRoot?: (() => string) | undefined;
};

/**
 * A start takes 3 to 10 s on a calm machine. The limit catches a start that hangs: the first start on a busy
 * machine with two cores took more than 60 s, because all services load beside the builds of other parts.
 */
const startSecondsPerReplica = 180;

/**
 * Where services store compiled code. The variable also covers what loads before `register-telemetry.ts`
 * enables the store: 0.2-0.4 s of 2.3 s of processor time of a start.
 */
const compiledCode = path.join(tmpdir(), 'node-compile-cache');

/** One process of one of our services, run from its sources by the Node of the launcher. */
export const servicePart = ({
  name,
  process: own,
  environment,
  replicas,
  codeRoot = () => repositoryRoot,
}: ServiceProcess): Part => {
  const main = path.join('services', name, 'src', 'main.ts');
  return {
    name: own,
    dependsOn: meshPlan[name].dependsOn,
    startSeconds: startSecondsPerReplica * replicas,
    stopGraceSeconds: 4,
    drainSeconds: 30,
    provision: async (report) => {
      await access(path.join(repositoryRoot, main)).catch((fault: unknown) => {
        throw new LaunchError(`${main} is missing.`, 'The clone is incomplete. Clone the repository again.', {
          cause: fault,
        });
      });
      if (name === 'web' && environment.CLIENT_DIR === undefined) await buildClient(report);
    },
    prepare: async () => ({
      command: process.execPath,
      // Relative, because Node reads it as a URL, in which signs of a folder's name have another meaning.
      args: ['--import', './libs/service-kit/src/register-telemetry.ts', main],
      environment: { ...environment, NODE_COMPILE_CACHE: compiledCode },
      workingDirectory: codeRoot(),
      stopSignal: 'SIGTERM',
    }),
    isHealthy: () => answersOk(Number(environment.PROBE_PORT), '/readyz'),
  };
};
