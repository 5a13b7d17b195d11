import { Buffer } from 'node:buffer';
import { z } from 'zod';

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

/** A term of retention: 1 day to 50 years. */
export const retentionDays = ({ min, preset }: { min: number; preset: number }) =>
  optionalText.pipe(z.coerce.number<string | undefined>().int().min(min).max(18_300).default(preset));

/** The environment variables of every service. The `config.ts` of a service extends them. */
export const baseEnvironment = z.object({
  DEPLOYMENT_MODE: z
    .enum(['local', 'production'])
    .default('production')
    .describe(
      '`local` accepts generated secrets of a local mesh; `production` refuses weak or default ones.',
    ),
  BIND_ADDRESS: z.string().default('0.0.0.0').describe('Address to listen on.'),
  SERVICE_PORT: port
    .default(8000)
    .describe('HTTPS port of the operations; client certificates are required.'),
  PROBE_PORT: port.default(9000).describe('Plain HTTP port of /livez, /readyz and /metrics.'),
  TLS_DIR: z
    .string()
    .default('/certificates')
    .describe('Folder with tls.crt, tls.key and ca.crt. The service watches it and loads renewed files.'),
  MESH_URL: z.url().default('https://gateway:8443').describe('The mesh listener of the gateway.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('postgres://role:password@host:port/database of this service alone.'),
  STOP_GRACE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(20)
    .default(10)
    .describe('Seconds that answers in progress may still take after a stop was requested.'),
  SEEN_EVENT_RETENTION_DAYS: retentionDays({ min: 3, preset: 30 }).describe(
    'Days for which the ids of received events are retained. A delivery is repeated for 22 hours.',
  ),
  FAILED_JOB_RETENTION_DAYS: retentionDays({ min: 1, preset: 30 }).describe(
    'Days for which jobs that were given up are retained.',
  ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('pino level.'),
});

/** Passwords that no deployment may use. */
const weakSecrets = new Set([
  '',
  'password',
  'postgres',
  'secret',
  'changeme',
  'change-me',
  'admin',
  'root',
  'test',
]);

/** The placeholder of `.env.example`, plain or in base64. No deployment may use it. */
const exampleSecretPattern = /change-?me/i;

const isWeak = (secret: string): boolean =>
  secret.length < 16 ||
  weakSecrets.has(secret.toLowerCase()) ||
  exampleSecretPattern.test(secret) ||
  exampleSecretPattern.test(Buffer.from(secret, 'base64').toString('latin1'));

/** The environment is not acceptable. `faults` has one sentence for every wrong variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The configuration is not acceptable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const faultsOfSecrets = (environment: Record<string, unknown>): string[] => {
  if (environment.DEPLOYMENT_MODE === 'local') return [];
  const faults: string[] = [];
  for (const name of ['DATABASE_URL', 'REDIS_URL'] as const) {
    const url = environment[name];
    if (typeof url !== 'string' || !URL.canParse(url)) continue;
    const { password } = new URL(url);
    if (name === 'DATABASE_URL' ? isWeak(decodeURIComponent(password)) : password !== '' && isWeak(password))
      faults.push(`${name}: its password is weak or a default; use at least 16 random characters`);
  }
  for (const [name, value] of Object.entries(environment))
    if (
      /_(SECRET|PASSWORD)(_PREVIOUS)?$|^QDRANT_API_KEY$/.test(name) &&
      typeof value === 'string' &&
      isWeak(value)
    )
      faults.push(`${name}: is weak or a default; use at least 16 random characters`);
  return faults;
};

/**
 * Parses an environment and reports all faults together.
 *
 * @param schema a zod object, usually `baseEnvironment.extend({...})`.
 * @param environment raw variables; `process.env` in `main.ts`.
 * @throws ConfigError with one sentence per wrong variable.
 */
export const readConfig = <Schema extends z.ZodObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  const mode = {
    ...given,
    DEPLOYMENT_MODE: given.DEPLOYMENT_MODE ?? 'production',
  };
  const known = Object.fromEntries(Object.entries(mode).filter(([name]) => name in schema.shape));
  const faults = [
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...faultsOfSecrets(known),
  ];
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults);
  return parsed.data;
};
