import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { z } from 'zod';
import { databasePassword, type SecretName } from '../plan/part-plan.ts';
import { writePrivately } from './state-directory.ts';

export type Secrets = Record<SecretName, string> & Record<'TEACHER_PASSWORD' | 'STUDENT_PASSWORD', string>;

/** 24 characters with 144 random bits. No person has to remember them. */
const password = () => randomBytes(18).toString('base64url');

const generate = (): Secrets => {
  const databasePasswords = Object.fromEntries(
    storingServices.map((name) => [databasePassword(name), password()]),
  );
  return {
    ...databasePasswords,
    POSTGRES_PASSWORD: password(),
    REDIS_PASSWORD: password(),
    QDRANT_API_KEY: password(),
    KEY_ENCRYPTION_SECRET: randomBytes(32).toString('base64'),
    BOOTSTRAP_ADMIN_EMAIL: 'admin@school.example',
    BOOTSTRAP_ADMIN_PASSWORD: password(),
    TEACHER_PASSWORD: password(),
    STUDENT_PASSWORD: password(),
  } as Secrets;
};

/**
 * Reads the secrets of this installation; the first start generates and stores them. When
 * BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD are both set in the environment, they replace the stored
 * ones.
 */
export const openSecrets = async (
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secrets> => {
  const stored = await readFile(file, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT') throw fault;
    return '{}';
  });
  const secrets = { ...generate(), ...z.record(z.string(), z.string()).parse(JSON.parse(stored)) } as Secrets;
  const { BOOTSTRAP_ADMIN_EMAIL, BOOTSTRAP_ADMIN_PASSWORD } = environment;
  if (BOOTSTRAP_ADMIN_EMAIL && BOOTSTRAP_ADMIN_PASSWORD) {
    Object.assign(secrets, { BOOTSTRAP_ADMIN_EMAIL, BOOTSTRAP_ADMIN_PASSWORD });
  }
  await writePrivately(file, secrets);
  return secrets;
};
