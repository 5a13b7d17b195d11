import type { StoringService } from '@ai-teacher/contracts/values.ts';
import type { AdmissionOptions } from '@ai-teacher/service-kit/admission/admission.ts';
import { createMeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import { type baseEnvironment, readConfig } from '@ai-teacher/service-kit/config.ts';
import { watchTlsMaterial } from '@ai-teacher/service-kit/identity/tls-material.ts';
import { createTokenVerifier } from '@ai-teacher/service-kit/identity/token-verifier.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import { stoppingProblem } from '@ai-teacher/service-kit/server/grace-signal.ts';
import type Koa from 'koa';
import type { z } from 'zod';
import { testCertificates } from '../identity/certificates.ts';
import { noRevocations } from '../identity/no-revocations.ts';
import { testKeys } from '../identity/tokens.ts';
import { createTestDatabase } from '../parts/parts.ts';
import type { AppClient } from './app-client.ts';
import { withoutSubscribers } from './no-subscribers.ts';
import { rememberOpenApp } from './open-apps.ts';
import { serveApp } from './start-public-app.ts';

export type TestApp<Deps> = AppClient & {
  readonly deps: Deps;
  readonly port: number;
  readonly databaseUrl: string;
  /** Ends the answers in progress, as a stop does when its grace period is over. */
  readonly endAnswers: () => void;
  readonly close: () => Promise<void>;
};

/** No mesh listens here, so calls to other services fail immediately. */
const nowhere = 'https://127.0.0.1:1';

/** Tests share a busy machine, where a request that is only slow must not be refused. */
const patientAdmission: AdmissionOptions = { burstMilliseconds: 10_000 };

/**
 * Starts a service's real app in this process: port 0, mutual TLS, a fresh migrated database, strict
 * contracts. Access tokens are those of `tokens.ts`.
 *
 * @param variables environment variables besides those of every service.
 * @param meshUrl the mesh listener, or a stand-in for it (`mesh-stand-in.ts`).
 * @param compose the service's own composition root.
 */
export const startApp = async <Schema extends typeof baseEnvironment, Deps>({
  service,
  environment,
  variables = {},
  meshUrl = nowhere,
  logLevel = process.env.TEST_LOG_LEVEL ?? 'silent',
  isSessionEnded = noRevocations.isEnded,
  admission = patientAdmission,
  compose,
}: {
  service: StoringService;
  environment: Schema;
  variables?: Record<string, string>;
  meshUrl?: string;
  logLevel?: string;
  /** The list of ended sessions, as streams ask it. */
  isSessionEnded?: (sessionId: string) => Promise<boolean>;
  /** The bounds of the requests in progress; `{}` are the shipped ones. */
  admission?: AdmissionOptions;
  compose: (resources: ServiceResources<z.output<Schema>>) => Promise<{ app: Koa; deps: Deps }>;
}): Promise<TestApp<Deps>> => {
  const database = await createTestDatabase(service);
  const certificates = await testCertificates();
  const config = readConfig(environment, {
    DEPLOYMENT_MODE: 'local',
    DATABASE_URL: database.url,
    TLS_DIR: certificates.folder(service),
    MESH_URL: meshUrl,
    ...variables,
  }) as z.output<Schema> & z.output<typeof baseEnvironment>;
  const logger = createLogger({ service, level: logLevel });
  const lifecycle = createLifecycle({ logger });
  const tls = watchTlsMaterial({ folder: config.TLS_DIR, logger, lifecycle });
  const mesh = withoutSubscribers(createMeshClient({ meshUrl, tls, lifecycle }), lifecycle);
  const verifyToken = createTokenVerifier({
    readKeySet: async () => (await testKeys()).keySet,
    revocations: noRevocations,
  });
  const graceSignal = new AbortController();
  const kit = {
    ...{ logger, verifyToken, isSessionEnded, admission, strict: true },
    graceSignal: graceSignal.signal,
  };
  const close = rememberOpenApp(async () => {
    await lifecycle.close();
    await database.drop();
  });
  const { app, deps } = await compose({ config, lifecycle, logger, mesh, kit });
  return {
    ...(await serveApp({ app, tls, lifecycle })),
    deps,
    databaseUrl: database.url,
    endAnswers: () => graceSignal.abort(stoppingProblem()),
    close,
  };
};
