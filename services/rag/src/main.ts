import { runService } from '@ai-teacher/service-kit/run-service.ts';
import { createRagApp } from './app.ts';
import { ragEnvironment } from './config.ts';
import { createDeps } from './deps.ts';

await runService({
  name: 'rag',
  environment: ragEnvironment,
  compose: async (surroundings) => {
    const deps = await createDeps(surroundings);
    return { app: createRagApp(deps), checkReadiness: deps.database.ping };
  },
});
