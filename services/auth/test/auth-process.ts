import { fileURLToPath } from 'node:url';
import { type ServiceProcess, startServiceProcess } from '@ai-teacher/test-kit/app/service-process.ts';
import { adminEmail, adminPassword } from './auth-app.ts';

/** Starts the service as a process of its own. The caller names its database, its Redis and its mesh. */
export const startAuthProcess = (variables: Readonly<Record<string, string>>): Promise<ServiceProcess> =>
  startServiceProcess({
    service: 'auth',
    program: fileURLToPath(new URL('../src/main.ts', import.meta.url)),
    variables: {
      BOOTSTRAP_ADMIN_EMAIL: adminEmail,
      BOOTSTRAP_ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'fatal',
      ...variables,
    },
    timeoutSeconds: 60,
  });
