import { runService } from '@ai-teacher/service-kit/run-service.ts';
import { createExamApp } from './app.ts';
import { examEnvironment } from './config.ts';
import { createDeps } from './deps.ts';

await runService({
  name: 'exam',
  environment: examEnvironment,
  compose: async (surroundings) => {
    const deps = await createDeps(surroundings);
    return { app: createExamApp(deps), checkReadiness: deps.database.ping };
  },
});
