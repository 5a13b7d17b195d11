import { findBinary } from '../provision/find-binary.ts';
import { repositoryRoot } from '../state/state-directory.ts';
import { answersOk } from './http-health.ts';
import type { Part } from './part.ts';

/** The rate limit service of the Envoy project. Environment variables alone configure it (mesh-plan.ts). */
export const ratelimitPart = (environment: Record<string, string>): Part => {
  return {
    name: 'ratelimit',
    dependsOn: ['redis-edge'],
    startSeconds: 20,
    stopGraceSeconds: 1,
    provision: async (report) => {
      await findBinary('ratelimit', report);
    },
    prepare: async () => ({
      command: (await findBinary('ratelimit')).file,
      args: [],
      environment,
      workingDirectory: repositoryRoot,
      stopSignal: 'SIGTERM',
    }),
    isHealthy: () => answersOk(Number(environment.PORT), '/healthcheck'),
  };
};
