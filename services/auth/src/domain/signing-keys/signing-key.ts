import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { KeyTimes, Repositories, SigningKey, SigningKeyGenerator } from './ports.ts';
import { previousRetiresAt } from './signing-key-schedule.ts';

export type PublishKeyDeps = {
  readonly keyGenerator: SigningKeyGenerator;
  readonly keyTimes: KeyTimes;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
};

/** Publishes a new key, and schedules the retirement of its predecessor. */
export const publishKey = async (
  { keyGenerator, keyTimes, clock, identifiers }: PublishKeyDeps,
  { signingKeys, audit, jobs }: Repositories,
  { overlapSeconds, actorId }: { readonly overlapSeconds: number; readonly actorId?: string },
): Promise<SigningKey> => {
  const createdAt = clock.now();
  const kid = identifiers.uuid();
  const signsAt = new Date(createdAt.getTime() + overlapSeconds * 1_000);
  const key = { kid, createdAt, signsAt, ...(await keyGenerator.generate(kid)) };
  await signingKeys.insert(key);
  await audit.record('signing-key-made', null, actorId);
  await jobs.maintainSigningKeys(previousRetiresAt(signsAt, keyTimes));
  return key;
};

export const retireKey = async (
  { signingKeys, audit }: Pick<Repositories, 'signingKeys' | 'audit'>,
  kid: string,
  { now, actorId }: { readonly now: Date; readonly actorId?: string },
): Promise<void> => {
  await signingKeys.retire(kid, now);
  await audit.record('signing-key-withdrawn', null, actorId);
};

/** @throws Problem `forbidden` to admins of any institution but the first. */
export const assertMayManageKeys = ({ institutionId }: { readonly institutionId: string }): void => {
  if (institutionId !== defaultInstitutionId) throw new Problem('forbidden');
};
