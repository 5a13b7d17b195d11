import { runService } from '@ai-teacher/service-kit/run-service.ts';
import { createChatApp } from './app.ts';
import { chatEnvironment } from './config.ts';
import { createDeps } from './deps.ts';

await runService({
  name: 'chat',
  environment: chatEnvironment,
  compose: async (surroundings) => {
    const deps = await createDeps(surroundings);
    return { app: createChatApp(deps), checkReadiness: deps.checkReadiness };
  },
});
