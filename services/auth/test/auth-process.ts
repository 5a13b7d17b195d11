import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type AppClient, createAppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { adminEmail, adminPassword } from './auth-app.ts';

export type AuthProcess = AppClient & {
  /** Stops the process as a deployment does: it finishes its requests. */
  readonly stop: () => Promise<void>;
};

/** Starts the service as a process of its own. The caller names its database, its Redis and its mesh. */
export const startAuthProcess = async (variables: Record<string, string>): Promise<AuthProcess> => {
  const [port, probePort] = (await pickFreePorts(2)) as [number, number];
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      DEPLOYMENT_MODE: 'local',
      BIND_ADDRESS: '127.0.0.1',
      SERVICE_PORT: String(port),
      PROBE_PORT: String(probePort),
      TLS_DIR: (await testCertificates()).folder('auth'),
      BOOTSTRAP_ADMIN_EMAIL: adminEmail,
      BOOTSTRAP_ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'fatal',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await exited;
  };
  try {
    await waitUntil(async () => (await fetch(`http://127.0.0.1:${probePort}/readyz`)).ok, {
      what: 'the process of auth',
      timeoutSeconds: 60,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...(await createAppClient(port)), stop };
};
