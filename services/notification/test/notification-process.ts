import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type AppClient, createAppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';

export type NotificationProcess = AppClient & {
  /** Kills the process with SIGKILL, so it cannot finish any work. */
  readonly kill: () => Promise<void>;
};

/** Starts the service as a separate process on a database that outlives the process. */
export const startNotificationProcess = async (databaseUrl: string): Promise<NotificationProcess> => {
  const [port, probePort] = (await pickFreePorts(2)) as [number, number];
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      DEPLOYMENT_MODE: 'local',
      BIND_ADDRESS: '127.0.0.1',
      SERVICE_PORT: String(port),
      PROBE_PORT: String(probePort),
      TLS_DIR: (await testCertificates()).folder('notification'),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  await waitUntil(async () => (await fetch(`http://127.0.0.1:${probePort}/readyz`)).ok, {
    what: 'the process of the service',
    timeoutSeconds: 25,
  });
  return {
    ...(await createAppClient(port)),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};
