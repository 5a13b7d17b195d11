import { runService } from '@ai-teacher/service-kit/run-service.ts';
import { createAuthApp } from './app.ts';
import { authEnvironment } from './config.ts';
import { createDeps } from './deps.ts';

await runService({
  name: 'auth',
  environment: authEnvironment,
  compose: async (surroundings) => {
    const deps = await createDeps(surroundings);
    return { app: createAuthApp(deps), checkReadiness: deps.database.ping };
  },
});
