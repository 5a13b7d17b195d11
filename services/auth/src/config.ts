import { maxPasswordCharacters, minPasswordCharacters } from '@ai-teacher/contracts/auth/passwords.ts';
import { clockSkewSeconds, maxAccessTokenSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import { baseEnvironment, ConfigError, optionalText, secret32 } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const aWhile = z.coerce.number().int().min(1).max(86_400);

/** The environment of the auth service. */
export const authEnvironment = baseEnvironment.extend({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Redis for counters: redis://[user:password@]host:port.'),
  KEY_ENCRYPTION_SECRET: secret32.describe(
    'At least 32 random bytes in base64; seals the private signing keys, derives refresh tokens and the marks of guesses.',
  ),
  BOOTSTRAP_ADMIN_EMAIL: optionalText.describe('E-mail of the first admin; made at the start when unknown.'),
  BOOTSTRAP_ADMIN_PASSWORD: optionalText
    .refine(
      (text) => text === undefined || [...text].length >= minPasswordCharacters,
      `must have at least ${minPasswordCharacters} characters`,
    )
    .refine(
      (text) => text === undefined || [...text].length <= maxPasswordCharacters,
      `must have at most ${maxPasswordCharacters} characters`,
    )
    .describe('Password of the first admin.'),
  ACCESS_TOKEN_SECONDS: z.coerce
    .number()
    .int()
    .min(60)
    .max(maxAccessTokenSeconds)
    .default(maxAccessTokenSeconds)
    .describe('Life of an access token.'),
  REFRESH_FAMILY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(30)
    .describe('Absolute life of a refresh token family, however active.'),
  KEY_ROTATION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('How long a signing key signs before the next one is made.'),
  KEY_OVERLAP_SECONDS: aWhile
    .default(660)
    .describe(
      'From the publication of a signing key until it signs: more than the ten minutes of the caches.',
    ),
  KEY_RETIREMENT_SECONDS: aWhile
    .default(960)
    .describe(
      'From the first signature of the next key until a signing key is withdrawn: more than a token lives.',
    ),
});

/** The gateway keeps a key set for this long. */
const keySetSeconds = 600;

/**
 * In production a token is never refused for a key that is too new or gone: the caches have the new key when it signs,
 * and the old one outlives its last token. A local mesh may be in a hurry, to watch a rotation.
 *
 * @throws ConfigError.
 */
export const assertUnhurriedKeys = (config: AuthConfig): void => {
  if (config.DEPLOYMENT_MODE === 'local') return;
  const leastOverlap = keySetSeconds + clockSkewSeconds;
  const leastRetirement = config.ACCESS_TOKEN_SECONDS + clockSkewSeconds;
  const faults = [
    ...(config.KEY_OVERLAP_SECONDS < leastOverlap ? [`KEY_OVERLAP_SECONDS: at least ${leastOverlap}`] : []),
    ...(config.KEY_RETIREMENT_SECONDS < leastRetirement
      ? [`KEY_RETIREMENT_SECONDS: at least ${leastRetirement}, ACCESS_TOKEN_SECONDS and the skew of clocks`]
      : []),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
};

export type AuthConfig = z.output<typeof authEnvironment>;
