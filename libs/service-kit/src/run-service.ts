import { readRevocations } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import type Koa from 'koa';
import type { z } from 'zod';
import { createMeshClient, type MeshClient } from './clients/mesh-client.ts';
import { systemClock } from './clock.ts';
import { type baseEnvironment, ConfigError, readConfig, type serverEnvironment } from './config.ts';
import { warnOfStatementLogs } from './database/statement-privacy.ts';
import { pollRevocations, pollTimeoutMilliseconds } from './identity/revocations.ts';
import { watchTlsMaterial } from './identity/tls-material.ts';
import { createTokenVerifier, refuseTokens } from './identity/token-verifier.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import type { AppKit } from './server/create-app.ts';
import { graceSignal } from './server/grace-signal.ts';
import { startService } from './server/start-service.ts';
import { shutdownTelemetry } from './telemetry/spans.ts';

/** The resources that the process passes to the composition root of its service. */
export type ServiceResources<Config> = {
  readonly config: Config;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  readonly mesh: MeshClient;
  readonly kit: AppKit;
};

/** The resources that the process of a public service passes to its composition root. */
export type PublicResources<Config> = Pick<ServiceResources<Config>, 'config' | 'kit'>;

/** The result of a composition root. */
export type ServiceParts = {
  readonly app: Koa;
  /** Rejects when a part that this service needs for its answers is unavailable. */
  readonly checkReadiness: () => Promise<void>;
};

/** Exits with code 78 and one line per fault when the environment is not acceptable. */
const exitOfConfig = (service: string, error: unknown): never => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${service}: ${error.message}\n`);
  process.exit(78);
};

const readConfigOrExit = <Schema extends z.ZodObject>(schema: Schema, service: string): z.output<Schema> => {
  try {
    return readConfig(schema, process.env);
  } catch (error) {
    return exitOfConfig(service, error);
  }
};

/** On SIGTERM, SIGINT or an uncaught failure, closes all resources in reverse order and exits. */
const closeOnSignals = (lifecycle: Lifecycle, logger: Logger): void => {
  const stop = (code: number): void => {
    void lifecycle.close().then(() => process.exit(code));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      logger.info({ signal }, 'stopping');
      stop(0);
    });
  process.on('unhandledRejection', (reason) => {
    logger.fatal({ err: reason }, 'unhandled rejection');
    stop(1);
  });
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception');
    stop(1);
  });
};

type ProcessOptions<Schema> = { readonly name: ServiceName; readonly environment: Schema };

/** Config, logger, lifecycle and certificates: what a process of any service opens first. */
const openProcess = <Schema extends typeof serverEnvironment>({
  name,
  environment,
}: ProcessOptions<Schema>) => {
  const config = readConfigOrExit(environment, name) as z.output<Schema> & z.output<typeof serverEnvironment>;
  const logger = createLogger({ service: name, level: config.LOG_LEVEL });
  const lifecycle = createLifecycle({ logger });
  closeOnSignals(lifecycle, logger);
  lifecycle.onClose('telemetry', shutdownTelemetry);
  const tls = watchTlsMaterial({ folder: config.TLS_DIR, logger, lifecycle });
  return { config, logger, lifecycle, tls };
};

/**
 * Runs one service as a process: config → lifecycle → resources → composition → ports.
 *
 * @param environment the service's zod schema, an extension of `baseEnvironment`.
 * @param compose its composition root (`deps.ts` and `app.ts`).
 * Exits with code 78 and one line per fault when the environment is not acceptable.
 */
export const runService = async <Schema extends typeof baseEnvironment>({
  compose,
  ...options
}: ProcessOptions<Schema> & {
  compose: (resources: ServiceResources<z.output<Schema>>) => Promise<ServiceParts>;
}): Promise<void> => {
  const { config, logger, lifecycle, tls } = openProcess(options);
  const { MESH_URL, DATABASE_URL } = config as z.output<typeof baseEnvironment>;
  const mesh = createMeshClient({ meshUrl: MESH_URL, tls, lifecycle });
  const revocations = pollRevocations({
    read: (query) =>
      mesh.call(readRevocations, {
        query,
        timeoutMilliseconds: pollTimeoutMilliseconds,
        signal: lifecycle.stopSignal,
      }),
    clock: systemClock,
    lifecycle,
    logger,
  });
  const verifyToken = createTokenVerifier({ readKeySet: () => mesh.call(readKeySet, {}), revocations });
  const { app, checkReadiness } = await compose({
    config,
    lifecycle,
    logger,
    mesh,
    kit: {
      logger,
      verifyToken,
      isSessionEnded: revocations.isEnded,
      graceSignal: graceSignal(lifecycle.stopSignal, config.STOP_GRACE_SECONDS),
    },
  }).catch((error: unknown) => exitOfConfig(options.name, error));
  await warnOfStatementLogs({ databaseUrl: DATABASE_URL, logger });
  await startService({ app, tls, config, lifecycle, logger, checkReadiness });
};

/**
 * Runs a service that has only public operations: no database, no users, and no client of the mesh.
 *
 * @param environment the service's zod schema, an extension of `serverEnvironment`.
 * @param compose its composition root.
 * Exits with code 78 and one line per fault when the environment is not acceptable.
 */
export const runPublicService = async <Schema extends typeof serverEnvironment>({
  compose,
  ...options
}: ProcessOptions<Schema> & {
  compose: (resources: PublicResources<z.output<Schema>>) => Koa;
}): Promise<void> => {
  const { config, logger, lifecycle, tls } = openProcess(options);
  const app = compose({
    config,
    kit: {
      logger,
      verifyToken: refuseTokens,
      graceSignal: graceSignal(lifecycle.stopSignal, config.STOP_GRACE_SECONDS),
    },
  });
  await startService({ app, tls, config, lifecycle, logger, checkReadiness: async () => {} });
};
