import { runService } from '@ai-teacher/service-kit/run-service.ts';
import { createUserApp } from './app.ts';
import { userEnvironment } from './config.ts';
import { createDeps } from './deps.ts';

await runService({
  name: 'user',
  environment: userEnvironment,
  compose: async (surroundings) => {
    const deps = await createDeps(surroundings);
    return { app: createUserApp(deps), checkReadiness: deps.database.ping };
  },
});
