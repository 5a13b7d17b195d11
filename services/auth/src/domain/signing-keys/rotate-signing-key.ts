import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Repositories, SigningKey, World } from '../ports.ts';
import {
  dueForRetirement,
  isDueForRotation,
  previousRetiresAt,
  waitingKeyAt,
} from './signing-key-schedule.ts';

export type Rotation = {
  readonly kid: string;
  readonly publishedAt: Date;
  readonly signsAt: Date;
  readonly previousRetiresAt: Date;
};

type KeyWorld = Pick<World, 'unitOfWork' | 'keyGenerator' | 'keyTimes' | 'clock' | 'identifiers'>;

/**
 * Publishes the next signing key. It signs after the overlap, when every verifier knows it, and the key before is
 * withdrawn when its last token has expired. While a key waits nothing is made, and the answer tells of that one.
 * Compromised keys are withdrawn at once, a waiting one too, and the new one signs from now on.
 *
 * @throws Problem `forbidden` to admins of other institutions than the first: the keys are everybody's.
 */
export const rotateSigningKey =
  (world: KeyWorld) =>
  async ({
    body,
    principal,
  }: {
    body: { compromised: boolean };
    principal: { userId: string; institutionId: string };
  }): Promise<Rotation> => {
    assertMayManageKeys(principal);
    return world.unitOfWork.run(async (repositories) => {
      await repositories.signingKeys.lock();
      const published = await repositories.signingKeys.listPublished();
      const now = world.clock.now();
      if (body.compromised) {
        for (const { kid } of published) await retire(repositories, kid, now, principal.userId);
        const key = await makeKey(world, repositories, { overlapSeconds: 0, actorId: principal.userId });
        return { ...rotationOf(world, key), previousRetiresAt: now };
      }
      const waiting = waitingKeyAt(published, now);
      if (waiting !== undefined) return rotationOf(world, waiting);
      const { overlapSeconds } = world.keyTimes;
      return rotationOf(
        world,
        await makeKey(world, repositories, { overlapSeconds, actorId: principal.userId }),
      );
    });
  };

/**
 * What is done about the keys by the clock: the next one when the one in use is old enough, and the end of those whose
 * time is over. One replica at a time, and as often as anybody likes.
 */
export const maintainSigningKeys = (world: KeyWorld) => (): Promise<void> =>
  world.unitOfWork.run(async (repositories) => {
    await repositories.signingKeys.lock();
    const now = world.clock.now();
    const published = await repositories.signingKeys.listPublished();
    for (const { kid } of dueForRetirement(published, world.keyTimes, now))
      await retire(repositories, kid, now);
    if (isDueForRotation(published, world.keyTimes, now))
      await makeKey(world, repositories, { overlapSeconds: world.keyTimes.overlapSeconds });
  });

/** @throws Problem `forbidden`. */
export const assertMayManageKeys = ({ institutionId }: { institutionId: string }): void => {
  if (institutionId !== defaultInstitutionId) throw new Problem('forbidden');
};

const makeKey = async (
  { keyGenerator, keyTimes, clock, identifiers }: KeyWorld,
  { signingKeys, audit, jobs }: Repositories,
  { overlapSeconds, actorId }: { overlapSeconds: number; actorId?: string },
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

const retire = async (
  { signingKeys, audit }: Repositories,
  kid: string,
  now: Date,
  actorId?: string,
): Promise<void> => {
  await signingKeys.retire(kid, now);
  await audit.record('signing-key-withdrawn', null, actorId);
};

const rotationOf = ({ keyTimes }: KeyWorld, { kid, createdAt, signsAt }: SigningKey): Rotation => ({
  kid,
  publishedAt: createdAt,
  signsAt,
  previousRetiresAt: previousRetiresAt(signsAt, keyTimes),
});
