import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { testCertificates } from '../identity/certificates.ts';
import { type AppClient, createAppClient } from './app-client.ts';
import { rememberOpenApp } from './open-apps.ts';

export type ServiceProcess = AppClient & {
  /** Stops the process as a deployment does: it finishes its requests. */
  readonly stop: () => Promise<void>;
  /** Kills the process with SIGKILL, so it cannot finish any work. */
  readonly kill: () => Promise<void>;
};

export type ProcessOptions = {
  readonly service: Parameters<Awaited<ReturnType<typeof testCertificates>>['folder']>[0];
  /** The file that starts the service. */
  readonly program: string;
  /** Its environment, beside ports, certificates and the local mode. */
  readonly variables: Readonly<Record<string, string>>;
  /** How long its start may last. */
  readonly timeoutSeconds: number;
};

/** The folder where the services of a mesh store their compiled code too. A later process reads it. */
export const compiledCode = join(tmpdir(), 'node-compile-cache');

/** Starts a service as a process of its own, on free ports. It returns when the service is ready. */
export const startServiceProcess = async ({
  service,
  program,
  variables,
  timeoutSeconds,
}: ProcessOptions): Promise<ServiceProcess> => {
  const [port, probePort] = (await pickFreePorts(2)) as [number, number];
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compiledCode,
      DEPLOYMENT_MODE: 'local',
      BIND_ADDRESS: '127.0.0.1',
      SERVICE_PORT: String(port),
      PROBE_PORT: String(probePort),
      TLS_DIR: (await testCertificates()).folder(service),
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  // A test that times out never stops its process, and Jest waits for every child.
  rememberOpenApp(() => end('SIGKILL'));
  try {
    await waitUntil(async () => (await fetch(`http://127.0.0.1:${probePort}/readyz`)).ok, {
      what: `the process of ${service}`,
      timeoutSeconds,
    });
  } catch (error) {
    await end('SIGTERM');
    throw error;
  }
  return { ...(await createAppClient(port)), stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
};
