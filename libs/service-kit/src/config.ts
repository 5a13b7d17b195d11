import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { faultsOfSecrets } from './secrets.ts';

const port = z.coerce.number().int().min(0).max(65_535);

/**
 * An optional variable. An empty string means unset, because compose files pass unset variables as empty
 * strings.
 */
export const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));

/** A secret of at least 32 random bytes, in base64. */
export const secret32 = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').byteLength >= 32, 'must be at least 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'));

/** A whole number with a default. */
export const count = ({ min = 1, max, preset }: { min?: number; max: number; preset: number }) =>
  z.coerce.number().int().min(min).max(max).default(preset);

/** A term of retention: 1 day to 50 years. */
export const retentionDays = ({ min, preset }: { min: number; preset: number }) =>
  count({ min, max: 18_300, preset });

/** The environment variables of every service, also of one without a database and without users. */
export const serverEnvironment = z.object({
  DEPLOYMENT_MODE: z
    .enum(['local', 'production'])
    .default('production')
    .describe('`local` is for one machine; `production` refuses weak, default and missing secrets.'),
  BIND_ADDRESS: z.string().default('0.0.0.0').describe('Address to listen on.'),
  SERVICE_PORT: port
    .default(8000)
    .describe('HTTPS port of the operations; client certificates are required.'),
  PROBE_PORT: port.default(9000).describe('Plain HTTP port of /livez, /readyz and /metrics.'),
  TLS_DIR: z
    .string()
    .default('/certificates')
    .describe('Folder with tls.crt, tls.key and ca.crt. The service watches it and loads renewed files.'),
  STOP_GRACE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(20)
    .default(10)
    .describe('Seconds that answers in progress may still take after a stop was requested.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('pino level.'),
});

/** The environment variables of every service with a database. The `config.ts` of a service extends them. */
export const baseEnvironment = serverEnvironment.extend({
  MESH_URL: z.url().default('https://gateway:8443').describe('The mesh listener of the gateway.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('postgres://role:password@host:port/database of this service alone.'),
  SEEN_EVENT_RETENTION_DAYS: retentionDays({ min: 3, preset: 30 }).describe(
    'Days for which the ids of received events are retained. A delivery is repeated for 28 hours.',
  ),
  FAILED_JOB_RETENTION_DAYS: retentionDays({ min: 1, preset: 30 }).describe(
    'Days for which jobs that were given up are retained.',
  ),
});

/**
 * The environment variables of a service that stores idempotency keys, as a part of the schema in its
 * `config.ts`.
 */
export const idempotencyEnvironment = {
  IDEMPOTENCY_KEY_RETENTION_DAYS: retentionDays({ min: 1, preset: 1 }).describe(
    'Days for which idempotency keys and their answers are retained. A key counts for 24 hours.',
  ),
};

/** The environment variables of a service that has streams, as a part of the schema in its `config.ts`. */
export const streamEnvironment = {
  MAX_STREAMS: count({ max: 100_000, preset: 1_000 }).describe(
    'Maximum number of open streams of this process.',
  ),
  MAX_STREAMS_PER_USER: count({ max: 1_000, preset: 6 }).describe(
    'Maximum number of open streams of one user.',
  ),
};

/** The environment is not acceptable. `faults` has one sentence for every wrong variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The configuration is not acceptable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Parses an environment and reports all faults together. An empty variable means unset, because compose files
 * pass unset variables as empty strings: `STOP_GRACE_SECONDS=` is the default and not 0.
 *
 * @param schema a zod object, usually `baseEnvironment.extend({...})`.
 * @param environment raw variables; `process.env` in `main.ts`.
 * @throws ConfigError with one sentence per wrong variable.
 */
export const readConfig = <Schema extends z.ZodObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = schema.safeParse(given);
  const mode = {
    ...given,
    DEPLOYMENT_MODE: given.DEPLOYMENT_MODE ?? 'production',
  };
  const faults = [
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...faultsOfSecrets(mode, Object.keys(schema.shape)),
  ];
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults);
  return parsed.data;
};
