import { passwordMaxCharacters, passwordMinCharacters } from '@ai-teacher/contracts/auth.ts';
import { baseEnvironment, optionalText, secret32 } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

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
      (text) => text === undefined || [...text].length >= passwordMinCharacters,
      `must have at least ${passwordMinCharacters} characters`,
    )
    .refine(
      (text) => text === undefined || [...text].length <= passwordMaxCharacters,
      `must have at most ${passwordMaxCharacters} characters`,
    )
    .describe('Password of the first admin.'),
  ACCESS_TOKEN_SECONDS: z.coerce
    .number()
    .int()
    .min(60)
    .max(900)
    .default(900)
    .describe('Life of an access token.'),
  REFRESH_FAMILY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(30)
    .describe('Absolute life of a refresh token family, however active.'),
});

export type AuthConfig = z.output<typeof authEnvironment>;
