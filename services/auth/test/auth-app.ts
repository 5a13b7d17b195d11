import { randomBytes } from 'node:crypto';
import { startApp, type TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import type { HashingOptions } from '../src/adapters/argon2-password-hasher.ts';
import { createAuthApp } from '../src/app.ts';
import { authEnvironment } from '../src/config.ts';
import { type AuthDeps, createDeps } from '../src/deps.ts';

/** One secret for all apps of a test file, because apps on one database share their signing keys. */
const keyEncryptionSecret = randomBytes(32).toString('base64');

/**
 * A hash with the advised memory takes about thirty times as long. Tests of the hash itself ask for that. On
 * a busy machine no test waits too long for a hash.
 */
const cheapHashing: HashingOptions = { memoryKibibytes: 256, maxWaitMilliseconds: 60_000 };

export const adminEmail = 'head@school.example';
export const adminPassword = 'a long enough admin password';

/** Starts the real auth app on its own database and Redis, unless the caller names others. */
export const startAuthApp = async ({
  clock,
  databaseUrl,
  variables = {},
  hashing,
}: {
  clock?: { now: () => Date };
  databaseUrl?: string;
  variables?: Record<string, string>;
  hashing?: HashingOptions | 'as deployed';
} = {}): Promise<TestApp<AuthDeps>> =>
  startApp({
    service: 'auth',
    environment: authEnvironment,
    variables: {
      KEY_ENCRYPTION_SECRET: keyEncryptionSecret,
      BOOTSTRAP_ADMIN_EMAIL: adminEmail,
      BOOTSTRAP_ADMIN_PASSWORD: adminPassword,
      // One admin makes the people of a whole test file.
      DANGEROUS_OPERATIONS_PER_HOUR: '1000',
      REDIS_URL: variables.REDIS_URL ?? (await redisUrl()),
      ...variables,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
    compose: async (surroundings) => {
      const deps = await createDeps({
        ...surroundings,
        ...(clock === undefined ? {} : { clock }),
        ...(hashing === 'as deployed' ? {} : { hashing: { ...cheapHashing, ...hashing } }),
      });
      return { app: createAuthApp(deps), deps };
    },
  });
