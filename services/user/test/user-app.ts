import type { AdmissionOptions } from '@ai-teacher/service-kit/admission/admission.ts';
import { startApp, type TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { createUserApp } from '../src/app.ts';
import { userEnvironment } from '../src/config.ts';
import { createDeps, type UserDeps } from '../src/deps.ts';

/** Starts the real user app on a database of its own. */
export const startUserApp = async ({
  databaseUrl,
  variables = {},
  meshUrl,
  clock,
  admission,
}: {
  databaseUrl?: string;
  variables?: Record<string, string>;
  /** A stand-in for the mesh; undefined: no other service answers. */
  meshUrl?: string;
  clock?: { now: () => Date };
  /** The bounds of the requests in progress; patient when absent. */
  admission?: AdmissionOptions;
} = {}): Promise<TestApp<UserDeps>> =>
  startApp({
    service: 'user',
    environment: userEnvironment,
    ...(meshUrl === undefined ? {} : { meshUrl }),
    ...(admission === undefined ? {} : { admission }),
    variables: {
      REDIS_URL: await redisUrl(),
      ...variables,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
    compose: async (surroundings) => {
      const deps = await createDeps({ ...surroundings, ...(clock === undefined ? {} : { clock }) });
      return { app: createUserApp(deps), deps };
    },
  });
