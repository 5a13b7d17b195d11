import { fileURLToPath } from 'node:url';
import { type ServiceProcess, startServiceProcess } from '@ai-teacher/test-kit/app/service-process.ts';

/** Starts the service as a separate process on a database that outlives the process. */
export const startNotificationProcess = (databaseUrl: string): Promise<ServiceProcess> =>
  startServiceProcess({
    service: 'notification',
    program: fileURLToPath(new URL('../src/main.ts', import.meta.url)),
    variables: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
    timeoutSeconds: 25,
  });
