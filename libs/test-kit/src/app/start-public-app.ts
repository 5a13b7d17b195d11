import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { readConfig, type serverEnvironment } from '@ai-teacher/service-kit/config.ts';
import { watchTlsMaterial } from '@ai-teacher/service-kit/identity/tls-material.ts';
import { refuseTokens } from '@ai-teacher/service-kit/identity/token-verifier.ts';
import { createLifecycle, type Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import type { PublicResources } from '@ai-teacher/service-kit/run-service.ts';
import { createOperationsServer } from '@ai-teacher/service-kit/server/operations-server.ts';
import type Koa from 'koa';
import type { z } from 'zod';
import { testCertificates } from '../identity/certificates.ts';
import { type AppClient, createAppClient } from './app-client.ts';
import { rememberOpenApp } from './open-apps.ts';

export type TestPublicApp = AppClient & { readonly port: number; readonly close: () => Promise<void> };

/**
 * Starts the real app of a service without database and users in this process: port 0, mutual TLS, strict
 * contracts.
 *
 * @param variables environment variables besides those of every service.
 * @param compose the service's own composition root.
 */
export const startPublicApp = async <Schema extends typeof serverEnvironment>({
  service,
  environment,
  variables = {},
  compose,
}: {
  service: ServiceName;
  environment: Schema;
  variables?: Record<string, string>;
  compose: (resources: PublicResources<z.output<Schema>>) => Koa;
}): Promise<TestPublicApp> => {
  const certificates = await testCertificates();
  const config = readConfig(environment, {
    DEPLOYMENT_MODE: 'local',
    TLS_DIR: certificates.folder(service),
    ...variables,
  }) as z.output<Schema> & z.output<typeof serverEnvironment>;
  const logger = createLogger({ service, level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  const lifecycle = createLifecycle({ logger });
  const tls = watchTlsMaterial({ folder: config.TLS_DIR, logger, lifecycle });
  const close = rememberOpenApp(() => lifecycle.close());
  const app = compose({ config, kit: { logger, verifyToken: refuseTokens, strict: true } });
  return { ...(await serveApp({ app, tls, lifecycle })), close };
};

/**
 * Serves an app at a free port of loopback until the lifecycle closes. Returns its client, the port and the
 * server.
 */
export const serveApp = async ({
  app,
  tls,
  lifecycle,
}: Pick<Parameters<typeof createOperationsServer>[0], 'app' | 'tls'> & {
  readonly lifecycle: Lifecycle;
}): Promise<
  AppClient & { readonly port: number; readonly server: ReturnType<typeof createOperationsServer>['server'] }
> => {
  const { server } = createOperationsServer({ app, tls, stopSignal: lifecycle.stopSignal });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  lifecycle.onClose('operations server', async () => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { ...(await createAppClient(port)), port, server };
};
