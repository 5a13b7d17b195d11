import { runPublicService } from '@ai-teacher/service-kit/run-service.ts';
import { createWebApp } from './app.ts';
import { webEnvironment } from './config.ts';

await runPublicService({ name: 'web', environment: webEnvironment, compose: createWebApp });
