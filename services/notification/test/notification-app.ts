import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { startApp, type TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createNotificationApp } from '../src/app.ts';
import { notificationEnvironment } from '../src/config.ts';
import { createDeps, type NotificationDeps } from '../src/deps.ts';

export type TestNotificationApp = TestApp<NotificationDeps>;

/** Starts the real notification app with its workers, on a database of its own. */
export const startNotificationApp = ({
  clock,
  databaseUrl,
  meshUrl,
  variables = {},
  isSessionEnded,
}: {
  clock?: { now: () => Date };
  databaseUrl?: string;
  meshUrl?: string;
  variables?: Record<string, string>;
  isSessionEnded?: (sessionId: string) => Promise<boolean>;
} = {}): Promise<TestNotificationApp> =>
  startApp({
    service: 'notification',
    environment: notificationEnvironment,
    ...(meshUrl === undefined ? {} : { meshUrl }),
    ...(isSessionEnded === undefined ? {} : { isSessionEnded }),
    variables: { ...variables, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
    compose: async (surroundings) => {
      const deps = await createDeps({ ...surroundings, ...(clock === undefined ? {} : { clock }) });
      return { app: createNotificationApp(deps), deps };
    },
  });

/** Waits until the queue is empty. */
export const settled = (databaseUrl: string): Promise<unknown> =>
  waitUntil(
    async () =>
      (await readRows(databaseUrl, 'select from graphile_worker._private_jobs limit 1')).length === 0,
    { what: 'the end of the background work', timeoutSeconds: 60, everyMilliseconds: 50 },
  );
