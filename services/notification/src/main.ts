import { runService } from '@ai-teacher/service-kit/run-service.ts';
import { createNotificationApp } from './app.ts';
import { notificationEnvironment } from './config.ts';
import { createDeps } from './deps.ts';

await runService({
  name: 'notification',
  environment: notificationEnvironment,
  compose: async (surroundings) => {
    const deps = await createDeps(surroundings);
    return { app: createNotificationApp(deps), checkReadiness: deps.database.ping };
  },
});
